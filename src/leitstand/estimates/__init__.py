"""Quantities with their doubt: one file each, pure; strangers to each other."""
