"""Marks the sentences that people see, so that pages can translate what the core says."""

from __future__ import annotations


def _(sentence: str) -> str:
    """Mark `sentence` (English, the source) for translation; the page translates, the core never does."""
    return sentence
