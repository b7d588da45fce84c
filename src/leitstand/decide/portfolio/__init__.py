"""The room of the portfolio: where we are and why, what it costs, and how a network is left."""
