"""The questions the program brings along, with the answers each may have, in plain words."""

from __future__ import annotations

from dataclasses import dataclass

from leitstand.vocabulary.words import _

RELEVANT = "relevant"


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: its title, and a label's words; a chip is shown only for the labels in `telling`."""

    key: str
    title: str
    labels: dict[str, str]
    telling: tuple[str, ...] = ()
    active: bool = True
    taught: bool = False

    def words(self, label: str) -> str:
        """What a label is called; one we do not know is called what it is."""
        return self.labels.get(label, label)


SHIPPED = (
    Asked(
        "tone",
        _("Tone"),
        {"negative": _("critical"), "neutral": _("neutral"), "positive": _("approving")},
        telling=("negative", "positive"),
    ),
    Asked(
        "offensive",
        _("Offensive"),
        {"offensive": _("offensive"), "harmless": _("not offensive")},
        telling=("offensive",),
    ),
    Asked("spam", _("Spam"), {"spam": _("spam"), "ham": _("no spam")}, telling=("spam",)),
    Asked(
        "needs_answer",
        _("Needs an answer"),
        {"answer": _("needs an answer"), "stand": _("may stand")},
        telling=("answer",),
    ),
    Asked(
        RELEVANT,
        _("About us"),
        {"relevant": _("about us"), "irrelevant": _("not about us")},
        telling=("irrelevant",),
    ),
)
KEYS = tuple(one.key for one in SHIPPED)
