"""How somebody chooses what a post or an answer is for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from leitstand.speak.aiming.queries import KINDS
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.speak.models import Aim

LABELS = {"goal": _("Goals"), "sentence": _("Sentences"), "audience": _("Audiences")}


@dataclass(frozen=True, slots=True)
class Box:
    """One aim to be ticked."""

    aim: Aim
    checked: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The aims of one kind."""

    label: str
    boxes: Sequence[Box]


class AimingForm(forms.Form):
    """A form with a choice of aims. What is unknown is left out: no draft is held up by its aims."""

    aims = forms.MultipleChoiceField(label=gettext_lazy("What it points to"), required=False)

    def __init__(self, *args: Any, aims: Sequence[Aim] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self.known = list(aims)
        self.fields["aims"].valid_value = lambda value: True  # type: ignore[attr-defined]  # see clean_aims

    def clean_aims(self) -> tuple[int, ...]:
        """The numbers of those that are known, ascending."""
        given = set(self.cleaned_data["aims"])
        return tuple(sorted(one.pk for one in self.known if str(one.pk) in given))

    @property
    def aim_groups(self) -> list[Group]:
        """What is offered, by kind: what the charter has, and what is ticked already."""
        ticked = {str(one) for one in self["aims"].value() or ()}
        shown = [Box(one, str(one.pk) in ticked) for one in self.known]
        shown = [one for one in shown if one.checked or one.aim.usable]
        groups = [
            Group(gettext(LABELS[kind]), [one for one in shown if one.aim.kind == kind]) for kind in KINDS
        ]
        return [one for one in groups if one.boxes]

    @property
    def aims_ticked(self) -> int:
        """How many are chosen."""
        return sum(box.checked for group in self.aim_groups for box in group.boxes)

    def words_of(self, kind: str) -> list[str]:
        """The words of what the charter has of a kind, as suggestions."""
        return [one.words for one in self.known if one.kind == kind and one.usable]

    @property
    def audience_words(self) -> list[str]:
        """Audiences, to be suggested."""
        return self.words_of("audience")

    @property
    def goal_words(self) -> list[str]:
        """Goals, to be suggested."""
        return self.words_of("goal")
