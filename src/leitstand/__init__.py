"""Leitstand: listen, decide, speak, learn."""
