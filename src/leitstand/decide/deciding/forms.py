"""What people fill in about a decision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leitstand.decide.charter.forms import day, lines
from leitstand.decide.deciding.actions import OUTCOMES, VOTES
from leitstand.people.forms import OurForm
from leitstand.speak.aiming.forms import AimingForm
from leitstand.vocabulary import moments
from leitstand.vocabulary.errors import Invalid

if TYPE_CHECKING:
    from leitstand.people.models import Person

EVENING = time(18)
PASSED = _("This day has passed. Choose one that lies ahead; nothing was lost.")


def _clock() -> forms.TimeInput:
    return forms.TimeInput(attrs={"type": "time", "class": "input"}, format="%H:%M")


class WhenForm(OurForm):
    """A deadline: a day, and an hour on the organisation's clocks."""

    day = forms.DateField(label=_("Deadline, day"), widget=day(), required=False)
    clock = forms.TimeField(label=_("Deadline, time"), widget=_clock(), required=False)

    def __init__(self, *args: Any, zone: str = "Europe/Berlin", **more: Any) -> None:
        super().__init__(*args, **more)
        self.zone = zone

    def deadline(self) -> datetime | None:
        """The moment; None where no day was given. Raises Invalid for an hour that clocks skip."""
        given = self.cleaned_data
        if not given.get("day"):
            return None
        clock = given.get("clock") or EVENING
        return moments.moment_of(given["day"], clock, self.zone)


class DecisionForm(WhenForm, AimingForm):
    """A decision with its reason; with a deadline the group is asked first."""

    words = forms.CharField(label=_("What is decided"), max_length=200)
    reason = forms.CharField(label=_("Why"), max_length=1000, widget=lines(3))
    alternatives = forms.CharField(
        label=_("What else was considered"), max_length=1000, required=False, widget=lines()
    )
    evidence = forms.CharField(
        label=_("What was known at the time"), max_length=2000, required=False, widget=lines()
    )
    freeze = forms.BooleanField(label=_("Keep today's figures of the goals with it"), required=False)
    owner_id = forms.TypedChoiceField(label=_("Who owns it"), coerce=int)
    review = forms.DateField(label=_("Look at it again on"), widget=day(), required=False)
    hours_cap = forms.FloatField(
        label=_("At most so many hours a week"), min_value=0, max_value=168, required=False
    )
    kill = forms.CharField(label=_("We stop when"), max_length=300, required=False)
    public = forms.BooleanField(label=_("May stand on the public page"), required=False)

    def __init__(self, *args: Any, people: Sequence[Person], today: date, **more: Any) -> None:
        super().__init__(*args, **more)
        self.today = today
        choices = [(one.pk, str(one)) for one in people]
        self.fields["owner_id"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    def clean_review(self) -> date | None:
        """Ahead of us."""
        found: date | None = self.cleaned_data["review"]
        if found and found <= self.today:
            raise forms.ValidationError(PASSED)
        return found

    def clean(self) -> dict[str, Any]:
        """A card for a hype is whole or none; a deadline is a moment there is."""
        given = super().clean() or self.cleaned_data
        card = {"hours_cap": given.get("hours_cap") is not None, "kill": bool(given.get("kill"))}
        if any(card.values()):
            for name, there in {**card, "review": bool(given.get("review"))}.items():
                if not there and name not in self.errors:
                    self.add_error(name, _("A card needs a cap, a sign to stop and a day to look again."))
        try:
            self.deadline()
        except Invalid as error:
            self.add_error("clock", gettext(error.sentence) % error.facts)
        return given

    def told(self) -> dict[str, Any]:
        """As `actions.decide` takes it."""
        left_out = ("aims", "freeze", "day", "clock")
        return {name: value for name, value in self.cleaned_data.items() if name not in left_out}


class VoteForm(OurForm):
    """A member's word about a proposal."""

    vote = forms.ChoiceField(
        label=_("Your word"),
        choices=[(name, _(label)) for name, label in VOTES.items()],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(label=_("In a sentence"), max_length=300, required=False)


class LookForm(OurForm):
    """What became of a decision."""

    outcome = forms.ChoiceField(
        label=_("What became of it"),
        choices=[(name, _(label)) for name, label in OUTCOMES.items()],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(label=_("How you see that"), max_length=1000, widget=lines())
    review = forms.DateField(label=_("Look at it again on"), widget=day(), required=False)
