"""The REST face of the embedded Chatwoot: calls of Alú, of a manager, of a customer, with the recorded answers."""
