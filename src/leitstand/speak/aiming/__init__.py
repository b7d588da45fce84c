"""What posts and answers are for: pointing them to goals, sentences and audiences of the charter."""
