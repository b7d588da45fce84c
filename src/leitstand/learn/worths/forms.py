"""What people enter about the worth of outcomes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from leitstand.speak.models import Aim


def day_field(label: Any, *, required: bool = True, help: Any = "") -> forms.DateField:
    """A day, as browsers let one choose it."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, help_text=help, widget=widget)


class UnitForm(forms.Form):
    """In what outcomes are weighed."""

    name = forms.CharField(
        label=_("Your unit"),
        max_length=60,
        help_text=_('What the other values are held against, in the plural, such as "conversations".'),
    )


class KindForm(forms.Form):
    """A kind of outcome of one's own."""

    name = forms.CharField(
        label=_("What you count"), max_length=80, help_text=_('In the singular, such as "a tour of the lab".')
    )


class WorthForm(forms.Form):
    """What one outcome of a kind is worth, since when, and why."""

    kind = forms.ChoiceField(label=_("Kind of outcome"))
    amount = forms.FloatField(
        label=_("Worth of one"),
        localize=True,
        help_text=_("In your unit: 1 is as much as one of it, 0 is worth nothing to you."),
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    since = day_field(
        _("Since"), help=_("Weeks before that keep the value they had, unless a page says otherwise.")
    )
    aim = forms.TypedChoiceField(label=_("For"), coerce=int, required=False, empty_value=None)
    why = forms.CharField(
        label=_("Why"),
        max_length=300,
        required=False,
        help_text=_("One sentence for those who ask in a year."),
    )

    def __init__(
        self, labels: Mapping[str, str], goals: Sequence[Aim], today: date, given: Any = None
    ) -> None:
        super().__init__(given, initial={"since": today})
        self.fields["kind"].choices = [(kind, gettext(label)) for kind, label in labels.items()]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["aim"].choices = [("", _("all goals")), *((one.pk, one.words) for one in goals)]  # type: ignore[attr-defined]  # as above
