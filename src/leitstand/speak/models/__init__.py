"""Tables of what we say, one file per room."""

from leitstand.speak.models.approvals import Absence, ApprovalPlan, Pause, Release
from leitstand.speak.models.inbox import Reply, Treatment
from leitstand.speak.models.ledger import Delivery, Step, Takedown
from leitstand.speak.models.media import Medium, Use
from leitstand.speak.models.recalls import Recall
from leitstand.speak.models.thoughts import Thought, Variant, Version

__all__ = [
    "Absence",
    "ApprovalPlan",
    "Delivery",
    "Medium",
    "Pause",
    "Recall",
    "Release",
    "Reply",
    "Step",
    "Takedown",
    "Thought",
    "Treatment",
    "Use",
    "Variant",
    "Version",
]
