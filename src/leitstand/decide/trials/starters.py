"""Questions that many ask, as plans to begin with."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext

from leitstand.decide.models import Experiment
from leitstand.vocabulary.words import _

STARTERS = {
    "morning": _("Does answering in the morning bring more conversations?"),
    "pictures": _("Do posts with a picture bring more reactions?"),
    "short": _("Are short answers enough?"),
    "hours": _("Are two hours a week on a network worth it?"),
}
"""By key: the question."""

_PLANS: dict[str, dict[str, Any]] = {
    "morning": {
        "varies": "time",
        "usual": _("answer in the afternoon"),
        "other": _("answer in the morning"),
        "unit": "day",
        "length": 8,
        "counted": _("conversations"),
        "least": 1,
    },
    "pictures": {
        "varies": "form",
        "usual": _("without a picture"),
        "other": _("with a picture"),
        "unit": "post",
        "length": 40,
        "measure": Experiment.REACTIONS,
        "counted": _("reactions"),
        "settle": 7,
        "least": 3,
    },
    "short": {
        "varies": "answers",
        "usual": _("answer as before"),
        "other": _("answer in one sentence"),
        "unit": "day",
        "length": 8,
        "counted": _("questions asked again"),
        "least": 1,
    },
    "hours": {
        "varies": "hours",
        "usual": _("no hours"),
        "other": _("two hours a week"),
        "unit": "week",
        "length": 24,
        "hours_usual": 0,
        "hours_other": 2,
        "measure": Experiment.WORTHS,
        "counted": _("points"),
        "settle": 7,
        "least": 5,
    },
}


def start(key: str) -> dict[str, Any]:
    """What stands in the form for one of these questions; {} for none."""
    if key not in _PLANS:
        return {}
    words = {"usual", "other", "counted"}
    plan = {name: gettext(one) if name in words else one for name, one in _PLANS[key].items()}
    return {"question": gettext(STARTERS[key]), **plan}
