"""Tables of what we listen to and what we heard, one file per subject."""

from leitstand.listen.models.alarms import (
    Alarm,
    AlarmClock,
    AlarmDrill,
    AlarmEvent,
    AlarmNotice,
    AlarmPlan,
    AlarmReach,
)
from leitstand.listen.models.archived import Archiving, Backfill
from leitstand.listen.models.devices import PushDevice, PushKey
from leitstand.listen.models.fronts import FrontPage, Owner
from leitstand.listen.models.judged import Judgement, Learned, Lesson, Question
from leitstand.listen.models.memories import Memory
from leitstand.listen.models.mentions import Mention, Story
from leitstand.listen.models.saved import SavedView
from leitstand.listen.models.sources import Source, SourceDay
from leitstand.listen.models.voices import Audience, Echo, VoicesReport
from leitstand.listen.models.watches import Watch
from leitstand.listen.models.webmentions import LinkAsked, Linking, LinkTold

__all__ = [
    "Alarm",
    "AlarmClock",
    "AlarmDrill",
    "AlarmEvent",
    "AlarmNotice",
    "AlarmPlan",
    "AlarmReach",
    "Archiving",
    "Audience",
    "Backfill",
    "Echo",
    "FrontPage",
    "Judgement",
    "Learned",
    "Lesson",
    "LinkAsked",
    "LinkTold",
    "Linking",
    "Memory",
    "Mention",
    "Owner",
    "PushDevice",
    "PushKey",
    "Question",
    "SavedView",
    "Source",
    "SourceDay",
    "Story",
    "VoicesReport",
    "Watch",
]
