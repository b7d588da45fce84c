"""What people enter about where numbers come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leitstand.learn.worths.forms import day_field
from leitstand.learn.worths.meters import queries

if TYPE_CHECKING:
    from leitstand.speak.models import Aim


class MeterForm(forms.Form):
    """A new place where numbers come from."""

    name = forms.CharField(label=_("Name"), max_length=100, help_text=_("So that people recognise it."))
    reads = forms.ChoiceField(label=_("How it is read"))
    kind = forms.ChoiceField(label=_("What one count is"))
    aim = forms.TypedChoiceField(label=_("Counts for"), coerce=int, required=False, empty_value=None)
    server = forms.CharField(
        label=_("Address of the statistics"),
        max_length=300,
        required=False,
        help_text=_("Only for Matomo and Plausible, such as https://stats.example.org."),
    )
    site = forms.CharField(
        label=_("Site there"),
        max_length=200,
        required=False,
        help_text=_(
            'Matomo: the number of the site. Plausible: its domain, or "domain goal:Name" for a goal.'
        ),
    )
    token = forms.CharField(
        label=_("Token"),
        max_length=500,
        required=False,
        help_text=_("It may only read. It is kept encrypted and never shown again."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, labels: Mapping[str, str], goals: Sequence[Aim], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        choices: dict[str, list[Any]] = {
            "reads": [(name, gettext(words)) for name, words in queries.READS.items()],
            "kind": [(kind, gettext(label)) for kind, label in labels.items()],
            "aim": [("", _("all goals")), *((one.pk, one.words) for one in goals)],
        }
        for name, found in choices.items():
            self.fields[name].choices = found  # type: ignore[attr-defined]  # ChoiceFields


class BringForm(forms.Form):
    """A file to be brought in, and the day it is about where it names none."""

    file = forms.FileField(
        label=_("File"), widget=forms.FileInput(attrs={"class": "input", "accept": ".csv,.txt,.tsv,.log,.gz"})
    )
    day = day_field(_("Day it is about"), required=False, help=_("Only for tables without dates."))


class WeekForm(forms.Form):
    """One week of typed numbers: a field for each network and kind; an empty one takes nothing in."""

    def __init__(
        self, networks: Sequence[str], kinds: Sequence[str], typed: Mapping[Any, queries.Typed], *args: Any
    ) -> None:
        super().__init__(*args)
        self.keys = {
            f"n-{row}-{column}": (network, kind)
            for row, network in enumerate(networks)
            for column, kind in enumerate(kinds)
        }
        for name, key in self.keys.items():
            self.fields[name] = forms.IntegerField(
                required=False,
                initial=typed[key].count if key in typed else None,
                widget=forms.NumberInput(
                    attrs={"class": "input short-number", "min": 0, "inputmode": "numeric"}
                ),
            )

    def told(self) -> dict[tuple[str, str], int | None]:
        """By network and kind; None: nothing stands there."""
        return {key: self.cleaned_data.get(name) for name, key in self.keys.items()}


def monday(said: str, today: date) -> date:
    """The Monday of a day that somebody chose; of this week where that makes no sense."""
    try:
        found = date.fromisoformat(said)
    except ValueError:
        found = today
    found = min(max(found, date(2000, 1, 3)), today)
    return found - timedelta(days=found.weekday())
