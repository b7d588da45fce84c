"""The room of time accounts: what an hour was spent on, without a stopwatch, and without watching anybody."""
