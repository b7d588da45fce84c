"""Lends a medium to a network that fetches it itself, while it is needed and no longer."""
