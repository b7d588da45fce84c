"""The room of taking back: everywhere at once, seen by ourselves, with what cannot be undone stated."""
