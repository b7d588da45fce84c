"""The room of voices: who was first, who only repeats, and who acts together."""
