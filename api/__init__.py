"""The body: the doors through which people and machines reach Alú, and the wiring behind them."""
