"""Hear what is said about us and our subjects, everywhere, early enough."""
