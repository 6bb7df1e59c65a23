"""The pictures of the manager's guide, drawn from what Alú really says and sets up: ``python -m api.guide``."""
