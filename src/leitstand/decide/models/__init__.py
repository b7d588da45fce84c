"""Tables of what we want and decided, one file per room."""
