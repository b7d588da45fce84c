"""See what came of what we said, with its time and its count."""
