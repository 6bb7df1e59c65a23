"""What Alú did in a while, counted: how many conversations, about what, to whom, how quickly, at what cost.

Figures alone: no word and no name of a customer is read for it, and none is in it.
"""
