"""The room of approval: what is risky waits for a second person's word about exactly these words."""
