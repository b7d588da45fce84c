"""The charter: what we are for, what we want by when, for whom, and whether anybody acts on it."""
