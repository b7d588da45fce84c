"""What people fill in about the office."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from leitstand.people.models import Person


class WithPeople(forms.Form):
    """A form in which people of the organisation are chosen."""

    people: tuple[str, ...] = ()

    def __init__(self, everybody: Sequence[Person], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for name in self.people:
            empty = [] if self.fields[name].required else [("", "–")]
            choices = [*empty, *((one.pk, str(one)) for one in everybody)]
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    def given(self) -> dict[str, Any]:
        """As the tables keep it: people by their numbers."""
        return {f"{name}_id" if name in self.people else name: one for name, one in self.cleaned_data.items()}


class OfficeForm(WithPeople):
    """Who holds the office."""

    people = ("holder", "deputy")
    title = forms.CharField(label=_("What the office is called"), max_length=150, required=False)
    holder = forms.TypedChoiceField(label=_("Who holds it"), coerce=int, required=False, empty_value=None)
    percent = forms.IntegerField(label=_("Percent of a full post"), min_value=0, max_value=100)
    deputy = forms.TypedChoiceField(label=_("Deputy"), coerce=int, required=False, empty_value=None)
    since = forms.DateField(
        label=_("Since"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class AuthorityForm(WithPeople):
    """One line of the list of authorities."""

    people = ("person", "deputy")
    what = forms.CharField(label=_("What may be decided"), max_length=200)
    when = forms.CharField(label=_("At which hours"), max_length=100, required=False)
    person = forms.TypedChoiceField(label=_("Who"), coerce=int)
    deputy = forms.TypedChoiceField(label=_("Deputy"), coerce=int, required=False, empty_value=None)
    reach = forms.CharField(label=_("How to reach them"), max_length=200, required=False)


class HandoverForm(WithPeople):
    """Who hands over to whom."""

    people = ("giver", "taker")
    giver = forms.TypedChoiceField(label=_("Who hands over"), coerce=int)
    taker = forms.TypedChoiceField(label=_("Who takes over"), coerce=int)
    words = forms.CharField(
        label=_("What else one should know"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "class": "input"}),
    )
