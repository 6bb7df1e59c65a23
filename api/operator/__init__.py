"""What whoever runs Alú sees of what is stored, and the little they may change of it: ``alu outbox`` and its like.

Reading needs no running server and disturbs none. Without ``--text`` no message of a conversation is shown.
"""
