"""What people fill in about an experiment: plain choices, and the values of its units."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leitstand import registry
from leitstand.decide.models import Experiment

if TYPE_CHECKING:
    from leitstand.decide.models import ExperimentUnit
    from leitstand.people.models import Person
    from leitstand.speak.models import Aim

VARIES = (
    ("time", _("When we post")),
    ("form", _("The form of posts")),
    ("network", _("Where we post")),
    ("answers", _("How we answer")),
    ("hours", _("Hours on a network")),
)
UNITS = (("day", _("every day")), ("week", _("every week")), ("post", _("every post or answer")))
MEASURES = (
    (Experiment.WORTHS, _("what outcomes are worth to us")),
    (Experiment.REACTIONS, _("reactions: replies, reposts, likes, quotes")),
    (Experiment.HAND, _("something we count by hand")),
)
SURE = (
    (0.9, _("90 %: wrong once in ten")),
    (0.95, _("95 %: wrong once in twenty")),
    (0.99, _("99 %: wrong once in a hundred")),
)
WEEKDAYS = (
    ("0", _("Mon")), ("1", _("Tue")), ("2", _("Wed")), ("3", _("Thu")), ("4", _("Fri")), ("5", _("Sat")),
    ("6", _("Sun")),
)  # fmt: skip
_DATE = {"type": "date"}


def _number(label: Any, **more: Any) -> forms.FloatField:
    box = forms.NumberInput(attrs={"step": "any", "min": "0"})
    return forms.FloatField(label=label, widget=box, **more)


class PlanForm(forms.Form):
    """An experiment before it begins."""

    question = forms.CharField(label=_("What do you want to know?"), max_length=200)
    varies = forms.ChoiceField(label=_("What changes"), choices=VARIES, widget=forms.RadioSelect)
    usual = forms.CharField(
        label=_("As before"), max_length=120, help_text=_("For example: answer in the afternoon")
    )
    other = forms.CharField(
        label=_("What you try"), max_length=120, help_text=_("For example: answer in the morning")
    )
    network = forms.ChoiceField(label=_("Network"), required=False)
    hours_usual = _number(_("Hours a week, as before"), required=False)
    hours_other = _number(_("Hours a week, as you try it"), required=False)
    unit = forms.ChoiceField(
        label=_("The lot is drawn for"), choices=UNITS, widget=forms.RadioSelect,
        help_text=_("Days give an answer soonest. Weeks are right where yesterday still works today."),
    )  # fmt: skip
    length = forms.IntegerField(
        label=_("How long: weeks, or number of posts"), min_value=1, max_value=5000,
    )  # fmt: skip
    starts = forms.DateField(
        label=_("First day"), required=False, widget=forms.DateInput(attrs=_DATE, format="%Y-%m-%d")
    )
    weekdays = forms.MultipleChoiceField(
        label=_("On which days"), choices=WEEKDAYS, required=False, widget=forms.CheckboxSelectMultiple
    )
    washout = forms.IntegerField(
        label=_("First days of each week to leave out"), min_value=0, max_value=4, required=False,
        help_text=_("Because the week before still works in them. Only where the lot is drawn for weeks."),
    )  # fmt: skip
    measure = forms.ChoiceField(label=_("What is counted"), choices=MEASURES, widget=forms.RadioSelect)
    counted = forms.CharField(
        label=_("What you call it"), max_length=60, help_text=_("For example: conversations")
    )
    goal = forms.TypedChoiceField(label=_("For which goal"), coerce=int, required=False, empty_value=None)
    least = _number(
        _("The smallest difference that matters"),
        help_text=_("Per day, week or post. Below it you would do what is less work."),
    )
    past = forms.CharField(
        label=_("Values from before, if you have them"), required=False,
        widget=forms.Textarea(attrs={"rows": 2, "class": "input"}),
        help_text=_("One for each day, week or post, the oldest first: 4 7 3 6."),
    )  # fmt: skip
    cap = _number(
        _("Count larger values as"), required=False,
        help_text=_("So that one single hit does not decide it. Empty: every value counts in full."),
    )  # fmt: skip
    settle = forms.IntegerField(
        label=_("Days to wait before a value counts"), min_value=0, max_value=28, required=False
    )
    sure = forms.TypedChoiceField(label=_("How sure do you want to be"), choices=SURE, coerce=float)
    owner = forms.TypedChoiceField(label=_("Who owns it"), coerce=int, required=False, empty_value=None)

    def __init__(self, everybody: Sequence[Person], aims: Sequence[Aim], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.people, self.aims = {one.pk: one for one in everybody}, {one.pk: one for one in aims}
        _choose(self.fields["owner"], ((pk, str(one)) for pk, one in self.people.items()))
        _choose(self.fields["goal"], ((pk, str(one)) for pk, one in self.aims.items()))
        titles = {name: gettext(one.title) for name, one in registry.networks().items()}
        _choose(self.fields["network"], sorted(titles.items(), key=lambda one: one[1].casefold()))

    def clean_past(self) -> list[float]:
        """Numbers parted by anything but digits; a comma between digits is a decimal one."""
        found = []
        for one in re.split(r"[\s;]+", self.cleaned_data["past"].strip()):
            try:
                found += [float(one.strip(",").replace(",", "."))] if one.strip(",") else []
            except ValueError as error:
                said = gettext("“%(what)s” is no number. Write numbers with a space between: 4 7 3 6.")
                raise forms.ValidationError(said % {"what": one}) from error
        return found

    def given(self) -> dict[str, Any]:
        """As the table keeps it."""
        found = dict(self.cleaned_data)
        found["weekdays"] = "".join(sorted(found["weekdays"]))
        found["owner"] = self.people.get(found["owner"])
        found["goal"] = self.aims.get(found["goal"])
        for name in ("washout", "settle"):
            found[name] = found[name] or 0
        return found


def _choose(field: forms.Field, choices: Iterable[tuple[Any, str]]) -> None:
    field.choices = [("", "–"), *choices]  # type: ignore[attr-defined]  # a ChoiceField


def start(today: date, member_id: int) -> dict[str, Any]:
    """What stands in the form at first."""
    monday = today + timedelta(days=7 - today.weekday())
    return {
        "varies": "time", "unit": "day", "length": 8, "starts": monday, "weekdays": ["0", "1", "2", "3", "4"],
        "measure": Experiment.HAND, "sure": 0.95, "owner": member_id, "washout": 0, "settle": 0,
    }  # fmt: skip


def of(row: Experiment) -> dict[str, Any]:
    """What stands in the form of a draft."""
    names = [name for name in PlanForm.base_fields if name not in ("past", "owner", "goal", "weekdays")]
    past = (row.foreseen or {}).get("past", ())
    return {name: getattr(row, name) for name in names} | {
        "weekdays": list(row.weekdays),
        "owner": row.owner_id,
        "goal": row.goal_id,
        "past": " ".join(f"{one:g}" for one in past),
    }


class UnitsForm(forms.Form):
    """The value of each unit, and whether it was done the other way."""

    def __init__(self, row: Experiment, units: Sequence[ExperimentUnit], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.units, self.by_hand = units, row.measure == Experiment.HAND
        for one in units:
            if self.by_hand:
                box = forms.NumberInput(attrs={"step": "any", "min": "0", "class": "input"})
                field = forms.FloatField(
                    label=_("Value"), required=False, min_value=0, initial=one.value, widget=box
                )
                self.fields[f"value-{one.index}"] = field
            self.fields[f"otherwise-{one.index}"] = forms.BooleanField(
                label=_("was done the other way"), required=False, initial=one.done not in (None, one.arm)
            )

    def rows(self) -> list[tuple[ExperimentUnit, forms.BoundField | None, forms.BoundField]]:
        """Each unit with its fields."""
        return [
            (one, self[f"value-{one.index}"] if self.by_hand else None, self[f"otherwise-{one.index}"])
            for one in self.units
        ]

    def given(self) -> dict[int, tuple[float | None, bool]]:
        """By index: value, and whether it was done the other way."""
        found = self.cleaned_data
        return {
            one.index: (found.get(f"value-{one.index}"), found[f"otherwise-{one.index}"])
            for one in self.units
        }
