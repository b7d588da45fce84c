"""How should so many hours a week be spent, and what is one more hour worth?

`read` makes a question of a plan, `fit` learns from its history, `answer` plans, `curve` serves sliders.
"""

from leitstand.estimates.mix.answering import answer, curve
from leitstand.estimates.mix.fitted import Fit, fit
from leitstand.estimates.mix.reading import check, named, read

QUESTION = "How should so many hours a week be spent, and what is one more hour worth?"
UNIT = "value a week, in the unit of the history's values"
SOURCE = "docs/explanation/the-worth-of-an-hour.md"

__all__ = ["QUESTION", "SOURCE", "UNIT", "Fit", "answer", "check", "curve", "fit", "named", "read"]
