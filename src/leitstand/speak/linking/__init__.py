"""Finds the links in articles that went out, so that the pages they name can be told (see webmentions)."""
