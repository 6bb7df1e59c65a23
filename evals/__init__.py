"""The judges: what was said, measured. They know the mind, never the body."""
