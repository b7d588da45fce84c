"""Decide: what we want, which networks and hours are worth it, what we try."""
