"""The room of hours: what the worth of hours says, what we decided about it, and what came of that."""
