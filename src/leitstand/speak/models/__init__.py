"""Tables of what we say, one file per room."""

from leitstand.speak.models.aims import Aim
from leitstand.speak.models.approvals import Absence, ApprovalPlan, Pause, Release
from leitstand.speak.models.arrivals import Arrival
from leitstand.speak.models.calendars import CalendarAddress
from leitstand.speak.models.hooks import Hook, Message
from leitstand.speak.models.inbox import Reply, Treatment
from leitstand.speak.models.ledger import Delivery, Step, Takedown
from leitstand.speak.models.media import Medium, Use
from leitstand.speak.models.offices import Authority, Handover, Office
from leitstand.speak.models.places import Place, Wanted
from leitstand.speak.models.policies import (
    Acknowledgement,
    Circumstances,
    LinkLook,
    PolicyVersion,
    ProfileLook,
    Training,
)
from leitstand.speak.models.recalls import Recall
from leitstand.speak.models.thoughts import Thought, Variant, Version
from leitstand.speak.models.triage import (
    Aside,
    Batch,
    Budget,
    Claim,
    Moderation,
    SavedReply,
    SecondLook,
    Stretch,
    TriagePlan,
)

__all__ = [
    "Absence",
    "Acknowledgement",
    "Aim",
    "ApprovalPlan",
    "Arrival",
    "Aside",
    "Authority",
    "Batch",
    "Budget",
    "CalendarAddress",
    "Circumstances",
    "Claim",
    "Delivery",
    "Handover",
    "Hook",
    "LinkLook",
    "Medium",
    "Message",
    "Moderation",
    "Office",
    "Pause",
    "Place",
    "PolicyVersion",
    "ProfileLook",
    "Recall",
    "Release",
    "Reply",
    "SavedReply",
    "SecondLook",
    "Step",
    "Stretch",
    "Takedown",
    "Thought",
    "Training",
    "Treatment",
    "TriagePlan",
    "Use",
    "Variant",
    "Version",
    "Wanted",
]
