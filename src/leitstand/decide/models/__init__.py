"""Tables of what we want and decided, one file per room."""

from leitstand.decide.models.charter import Audience, Charter, CharterVersion, Goal, Sentence, Stance
from leitstand.decide.models.decisions import Decision, LookBack, Vote

__all__ = [
    "Audience",
    "Charter",
    "CharterVersion",
    "Decision",
    "Goal",
    "LookBack",
    "Sentence",
    "Stance",
    "Vote",
]
