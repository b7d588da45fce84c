"""What people enter by hand about hours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leitstand import registry
from leitstand.learn.hours.counting import KINDS, NAMES

if TYPE_CHECKING:
    from leitstand.speak.models import Aim

WHOEVER = 0
_HOURS = re.compile(
    r"(?P<sign>[+\-−]?)\s*(?:(?P<h>\d{1,4}):(?P<min>[0-5]\d)|(?P<all>\d{1,4}(?:[.,]\d{1,3})?))\s*h?"
)


class HoursField(forms.Field):
    """Hours as people write them: "2", "1.5", "1,5", "1:30", "-0.5"; cleaned to whole minutes."""

    def to_python(self, value: Any) -> Any:
        """Minutes; None for nothing."""
        if value in self.empty_values:
            return None
        found = _HOURS.fullmatch(str(value or "").strip())
        if found is None:
            raise forms.ValidationError(
                _("Write hours as a number such as 2, 1.5 or 1:30. Nothing was changed."), code="invalid"
            )
        if found["all"]:
            minutes = round(float(found["all"].replace(",", ".")) * 60)
        else:
            minutes = int(found["h"]) * 60 + int(found["min"])
        return -minutes if found["sign"] in ("-", "−") and found["sign"] else minutes


def _networks(them: Sequence[str]) -> list[tuple[str, str]]:
    named = sorted(((one, title(one)) for one in them), key=lambda pair: pair[1].casefold())
    return [*named, ("", gettext("None in particular"))]


def title(name: str) -> str:
    """What people call a network; the name itself where it is not installed."""
    there = name in registry.networks()
    return gettext(registry.network(name).title) if there else name


class CorrectForm(forms.Form):
    """Hours of a day, to be added or taken away."""

    hours = HoursField(
        label=_("Hours"),
        help_text=_("2, 1.5 or 1:30. With a minus in front they are taken away."),
        widget=forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off", "class": "input"}),
    )
    network = forms.ChoiceField(label=_("Network"), required=False)
    day = forms.DateField(
        label=_("Day"), widget=forms.DateInput(attrs={"type": "date", "class": "input"}, format="%Y-%m-%d")
    )
    kind = forms.ChoiceField(label=_("Kind of work"), initial="answer")
    reason = forms.CharField(
        label=_("Why, in a few words"),
        max_length=200,
        required=False,
        help_text=_("Such as: answered on the phone. Only you read it."),
    )

    def __init__(self, networks: Sequence[str], today: date, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["network"].choices = _networks(networks)  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["kind"].choices = [(one, gettext(NAMES[one])) for one in KINDS]  # type: ignore[attr-defined]  # likewise
        self.fields["day"].initial = today
        self.fields["day"].widget.attrs["max"] = today.isoformat()


class PlanForm(forms.Form):
    """Hours a week meant for a network and a voice."""

    network = forms.ChoiceField(label=_("Network"), required=False)
    voice = forms.TypedChoiceField(label=_("Who"), coerce=int)
    hours = HoursField(label=_("Hours a week"), help_text=_("0 ends the plan; it stays in the history."))
    aims = forms.TypedMultipleChoiceField(
        label=_("What they serve in the charter"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        networks: Sequence[str],
        voices: Sequence[tuple[int, str]],
        aims: Sequence[Aim],
        *args: Any,
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        if aims:
            self.fields["aims"].choices = [(one.pk, str(one)) for one in aims]  # type: ignore[attr-defined]  # likewise
        else:
            del self.fields["aims"]
        self.fields["network"].choices = _networks(networks)  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["voice"].choices = voices  # type: ignore[attr-defined]  # likewise
