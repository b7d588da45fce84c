"""What people fill in about approval."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from leitstand.people.models import Person

ROLES = (("editor", _("Anybody who may write")), ("owner", _("Owners only")))
THEN = (
    ("deputy", _("Ask the deputy, or anybody who may")),
    ("withdraw", _("Nothing goes out; it is a draft again")),
    ("wait", _("It goes on waiting")),
)


PEOPLE = ("first", "deputy", "night")
"""Fields in which people are chosen."""


def _clock() -> forms.TimeInput:
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class PlanForm(forms.Form):
    """Who is asked, from which risk on, how long, and what happens then."""

    limit = forms.FloatField(
        label=_("Risk from which somebody else looks"),
        min_value=0,
        max_value=1.01,
        help_text=_("0 lets everything wait, 1.01 nothing. As shipped: 0.3."),
        widget=forms.NumberInput(attrs={"step": "0.01"}),
    )
    role = forms.ChoiceField(label=_("Who may release"), choices=ROLES)
    first = forms.TypedChoiceField(label=_("Asked first"), coerce=int, required=False, empty_value=None)
    deputy = forms.TypedChoiceField(label=_("Deputy"), coerce=int, required=False, empty_value=None)
    minutes = forms.IntegerField(label=_("Minutes until the deadline"), min_value=5, max_value=10_080)
    then = forms.ChoiceField(label=_("What happens then"), choices=THEN)
    night_from = forms.TimeField(label=_("Night begins"), widget=_clock())
    night_to = forms.TimeField(label=_("Night ends"), widget=_clock())
    night = forms.TypedChoiceField(
        label=_("Who may be called at night"), coerce=int, required=False, empty_value=None
    )
    night_reach = forms.CharField(label=_("How to reach them"), max_length=200, required=False)
    hold_in_storm = forms.BooleanField(
        label=_("Hold everything by itself when a storm rises"), required=False
    )

    def __init__(self, people: Sequence[Person], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for name in PEOPLE:
            empty = _("nobody") if name == "night" else _("anybody who may")
            choices = [("", empty), *((one.pk, str(one)) for one in people)]
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    def given(self) -> dict[str, Any]:
        """As the plan keeps it."""
        kept = dict(self.cleaned_data)
        for name in PEOPLE:
            kept[f"{name}_id"] = kept.pop(name)
        return kept


class InviteForm(forms.Form):
    """Somebody without an account who is asked."""

    name = forms.CharField(label=_("Name"), max_length=150)
    mail = forms.EmailField(label=_("E-mail"), max_length=254)


class AwayForm(forms.Form):
    """Holidays."""

    person = forms.TypedChoiceField(label=_("Who"), coerce=int)
    start = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}))
    end = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, people: Sequence[Person], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        choices = [(one.pk, str(one)) for one in people]
        self.fields["person"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
