"""Tables of what we want and decided, one file per room."""

from leitstand.decide.models.charter import Audience, Charter, CharterVersion, Goal, Sentence, Stance
from leitstand.decide.models.decisions import Decision, LookBack, Vote
from leitstand.decide.models.mixing import Reckoned, Recommendation
from leitstand.decide.models.portfolio import ExitStep, Presence, PresenceTurn, SleepForecast
from leitstand.decide.models.trials import Experiment, ExperimentUnit

__all__ = [
    "Audience",
    "Charter",
    "CharterVersion",
    "Decision",
    "ExitStep",
    "Experiment",
    "ExperimentUnit",
    "Goal",
    "LookBack",
    "Presence",
    "PresenceTurn",
    "Reckoned",
    "Recommendation",
    "Sentence",
    "SleepForecast",
    "Stance",
    "Vote",
]
