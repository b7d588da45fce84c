"""Bringing planned posts in from other programs, and taking everything out again."""
