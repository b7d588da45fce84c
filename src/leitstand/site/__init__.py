"""Settings, addresses, the base page and the desk that composes the verbs."""
