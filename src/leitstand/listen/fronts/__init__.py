"""How the order of the front page is made, who owns which outlets, and whether others may read it."""
