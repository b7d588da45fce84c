"""The room of outcomes: what the team says they are worth, where they are counted, what came of a week."""
