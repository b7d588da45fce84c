"""The room of experiments: a question, a lot, and an honest reading."""
