"""Everything that knows SQL: what was heard, decided, said and remembered. Functions take a connection.

``engine`` opens the database and brings it up to date; a turn's rows are written by the others in one transaction.
"""
