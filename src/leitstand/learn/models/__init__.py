"""Tables of what came of what we said, one file per room."""

from leitstand.learn.models.readings import Course, Outcome

__all__ = ["Course", "Outcome"]
