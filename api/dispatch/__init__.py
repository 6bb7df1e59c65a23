"""Which process takes a conversation's turn now. Safety never depends on it: a doubled wake finds nothing to do."""
