"""Writing a watch: row by row or as text, tried while it is written."""
