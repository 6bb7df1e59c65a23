"""The stage: a conversation of the embedded Chatwoot in a terminal, where one person is both customer and manager.

``noticing`` finds what changed, ``picture`` shows it, ``orders`` are what a person may ask for, ``keyboard`` and
``reading`` are where lines come from, ``playing`` puts them together.
"""
