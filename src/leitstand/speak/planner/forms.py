"""What people choose in the calendar: what they see only, and another time for something."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from leitstand.people import queries as people
from leitstand.speak.composing import queries as composing
from leitstand.speak.planner import queries
from leitstand.speak.planner.queries import Filters
from leitstand.vocabulary import moments
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Organization


class FilterForm(forms.Form):
    """Account, voice, state and goal; all of them may be left out."""

    account = forms.TypedChoiceField(
        label=gettext_lazy("Account"), coerce=int, required=False, empty_value=None
    )
    voice = forms.TypedChoiceField(label=gettext_lazy("Voice"), coerce=int, required=False, empty_value=None)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    goal = forms.ChoiceField(label=gettext_lazy("Goal"), required=False)

    def __init__(self, organization: Organization, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        accounts = people.accounts(organization)
        self._choices("account", [(one.pk, str(one)) for one in accounts])
        self._choices("voice", [(one.pk, str(one)) for one in composing.voices(organization)])
        self._choices("state", [(name, gettext(label)) for name, label in queries.STATES.items()])
        self._choices("goal", [(goal, goal) for goal in queries.goals(organization)])

    def _choices(self, name: str, choices: list[tuple[Any, str]]) -> None:
        self.fields[name].choices = [("", gettext("All")), *choices]  # type: ignore[attr-defined]  # a ChoiceField

    def filters(self) -> Filters:
        """What was chosen; what cannot be meant is left out."""
        given = self.cleaned_data if self.is_valid() else getattr(self, "cleaned_data", {})
        return Filters(
            account=given.get("account"),
            voice=given.get("voice"),
            state=given.get("state", ""),
            goal=given.get("goal", ""),
        )


class MoveForm(forms.Form):
    """A day and an hour on the clocks of the calendar's zone; `was` is when it stood there before."""

    day = forms.DateField(
        label=gettext_lazy("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    clock = forms.TimeField(
        label=gettext_lazy("Time"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    second = forms.BooleanField(
        label=gettext_lazy("The second time this hour comes that night"), required=False
    )
    was = forms.CharField(required=False)

    def moment(self, zone: str) -> datetime:
        """The moment in UTC; raises Invalid for an hour that is skipped there that night, and for none."""
        if not self.is_valid():
            raise Invalid(_("This needs a day and a time. Nothing was moved; give both."))
        given = self.cleaned_data
        return moments.moment_of(given["day"], given["clock"], zone, later=given["second"])

    def seen(self) -> datetime | None:
        """When it stood there before; raises Invalid for what we never wrote."""
        try:
            return datetime.fromisoformat(self.cleaned_data["was"]) if self.cleaned_data["was"] else None
        except ValueError as error:
            raise Invalid(_("The page was changed on its way. Nothing was moved; reload it.")) from error
