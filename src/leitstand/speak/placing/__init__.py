"""The room of places: how personal and how public posts are, and were meant to be."""
