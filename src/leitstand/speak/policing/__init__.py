"""The room of the policy: its files, what it finds, who has read it, and the looks it needs."""
