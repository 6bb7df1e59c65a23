"""Alú's mind: reads one turn, decides one outcome, performs nothing."""
