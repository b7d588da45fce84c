"""The room of judgements: what models say of mentions, and what the team says is right."""
