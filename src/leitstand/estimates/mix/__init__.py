"""How should so many hours a week be spent, and what is one more hour worth?

`read` makes a question of a plan, `fit` learns from its history, `answer` plans, `curve` serves sliders.
"""

from leitstand.estimates.mix.answering import answer, curve
from leitstand.estimates.mix.fitted import Fit, fit
from leitstand.estimates.mix.reading import check, decisions, named, read

__all__ = [
    "Fit",
    "answer",
    "check",
    "curve",
    "decisions",
    "fit",
    "named",
    "read",
]
