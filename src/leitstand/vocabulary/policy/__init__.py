"""The policy: one source of articles for people and checks for the machine; read, written, asked, tried."""

from leitstand.vocabulary.policy.article import (
    SEVERITIES,
    SEVERITY,
    Article,
    Example,
    Policy,
    Words,
    fingerprint,
)
from leitstand.vocabulary.policy.asking import Change, Tried, asked, changed, check, every_rule, tests
from leitstand.vocabulary.policy.facts import FACTS, Condition, FactName
from leitstand.vocabulary.policy.planned import Planned, planned
from leitstand.vocabulary.policy.reading import Problem, Unreadable, read
from leitstand.vocabulary.policy.rule import Parameter, Period, Rule, Term, parameters
from leitstand.vocabulary.policy.starting import STARTERS, starter
from leitstand.vocabulary.policy.telling import told
from leitstand.vocabulary.policy.writing import rewritten, without, write, written

__all__ = [
    "FACTS",
    "SEVERITIES",
    "SEVERITY",
    "STARTERS",
    "Article",
    "Change",
    "Condition",
    "Example",
    "FactName",
    "Parameter",
    "Period",
    "Planned",
    "Policy",
    "Problem",
    "Rule",
    "Term",
    "Tried",
    "Unreadable",
    "Words",
    "asked",
    "changed",
    "check",
    "every_rule",
    "fingerprint",
    "parameters",
    "planned",
    "read",
    "rewritten",
    "starter",
    "tests",
    "told",
    "without",
    "write",
    "written",
]
