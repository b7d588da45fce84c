"""Webhooks: other programs are told, signed, of every step of a post."""
