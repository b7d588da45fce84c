"""The archive of what no watch found: what for, how long, and looking into it again."""
