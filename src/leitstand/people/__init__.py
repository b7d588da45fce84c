"""Who works here: organisations, people, roles, and the network accounts we speak as."""
