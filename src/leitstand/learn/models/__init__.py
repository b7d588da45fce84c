"""Tables of what came of what we said, one file per room."""

from leitstand.learn.models.hours import Agreed, Choice, Closing, Correction, Mark, Plan, Sum, Told
from leitstand.learn.models.readings import Course, Outcome
from leitstand.learn.models.reports import Remark, ReportLetter, ReportPlan, ReportReader, WeekReport
from leitstand.learn.models.worths import LogRead, Meter, OwnKind, Ripening, Tally, Unit, Worth

__all__ = [
    "Agreed",
    "Choice",
    "Closing",
    "Correction",
    "Course",
    "LogRead",
    "Mark",
    "Meter",
    "Outcome",
    "OwnKind",
    "Plan",
    "Remark",
    "ReportLetter",
    "ReportPlan",
    "ReportReader",
    "Ripening",
    "Sum",
    "Tally",
    "Told",
    "Unit",
    "WeekReport",
    "Worth",
]
