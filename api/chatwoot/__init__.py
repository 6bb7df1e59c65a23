"""Everything that knows the word Chatwoot: what it sends, what it accepts, and how it signs (docs/decisions/0008)."""
