"""Experiments: planned before, drawn by lot, and read at any time without cheating."""

from leitstand.estimates.trial.drawing import assign
from leitstand.estimates.trial.foreseeing import design
from leitstand.estimates.trial.reading import read
from leitstand.estimates.trial.timing import hours

__all__ = ["assign", "design", "hours", "read"]
