"""The room of the matrix: how personal and how public each voice and account wants to speak, and speaks."""
