"""Finding one's way in what was heard: filters, words, views worth keeping, and taking it along."""
