"""Tables of what came of what we said, one file per room."""

from leitstand.learn.models.readings import Course, Outcome
from leitstand.learn.models.worths import LogRead, Meter, OwnKind, Ripening, Tally, Unit, Worth

__all__ = ["Course", "LogRead", "Meter", "Outcome", "OwnKind", "Ripening", "Tally", "Unit", "Worth"]
