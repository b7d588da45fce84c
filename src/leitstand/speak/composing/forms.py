"""What people fill in when they compose; one form holds the thought, its time and every variant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leitstand import registry
from leitstand.speak.aiming.forms import AimingForm
from leitstand.speak.composing.said import Said, VariantSaid
from leitstand.speak.placing.forms import PlacingForm
from leitstand.vocabulary import moments
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.network import Offer

if TYPE_CHECKING:
    from leitstand.people.models import Account, Person

VISIBILITIES = (
    ("", _("Public")),
    ("unlisted", _("Public, but not in public timelines")),
    ("private", _("Followers only")),
)


class ThoughtForm(AimingForm, PlacingForm):
    """The thought itself: what, as whom, for whom, when."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(
        label=_("Working title"),
        max_length=200,
        required=False,
        help_text=_("Only for you and your colleagues."),
    )
    content = forms.CharField(
        label=_("Your thought"),
        required=False,
        strip=False,
        widget=forms.Textarea(
            attrs={"rows": 8, "class": "input write said", "data-grows": "", "data-key": "r"}
        ),
        help_text=_("A line of three dashes (---) begins the next part of a thread."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    voice = forms.TypedChoiceField(label=_("Who speaks"), coerce=int)
    audience = forms.CharField(
        label=_("For whom"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"class": "input", "list": "audiences"}),
    )
    goal = forms.CharField(
        label=_("To what end"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"class": "input", "list": "goals"}),
    )
    accounts = forms.TypedMultipleChoiceField(
        label=_("Where it is said"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    day = forms.DateField(
        label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    clock = forms.TimeField(
        label=_("Time"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    second = forms.BooleanField(label=_("The second time this hour comes that night"), required=False)
    time_zone = forms.ChoiceField(label=_("Time zone"))
    embargo_day = forms.DateField(
        label=_("Nothing before"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    embargo_clock = forms.TimeField(
        label=_("Nothing before, time"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )

    def __init__(
        self, accounts: Sequence[Account], voices: Sequence[Person], *args: Any, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.speakers = list(accounts)
        self._choices("accounts", [(one.pk, str(one)) for one in accounts])
        self._choices("voice", [(one.pk, str(one)) for one in voices])
        self._choices("time_zone", [(name, name) for name in sorted(available_timezones())])

    def _choices(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def twice(self) -> bool:
        """Does the time chosen come twice that night?"""
        try:
            given = self.data if self.is_bound else self.initial
            day = self.fields["day"].clean(given.get("day"))
            clock = self.fields["clock"].clean(given.get("clock"))
            return bool(day and clock) and moments.comes_twice(day, clock, str(given.get("time_zone")))
        except (forms.ValidationError, Invalid):
            return False

    def clean(self) -> dict[str, Any]:
        """Both halves of a moment, on the clocks of its zone; an hour that is skipped there is said."""
        found = super().clean() or self.cleaned_data
        found["due"] = self._moment("day", "clock", later=bool(found.get("second")))
        # In the hour that comes twice, an embargo holds until it comes the second time.
        found["embargo"] = self._moment("embargo_day", "embargo_clock", later=True)
        return found

    def _moment(self, day: str, clock: str, *, later: bool = False) -> datetime | None:
        date, time = self.cleaned_data.get(day), self.cleaned_data.get(clock)
        if (date is None) != (time is None) and not {day, clock} & set(self.errors):
            self.add_error(day if date is None else clock, _("Give day and time, or leave both empty."))
        if date is None or time is None or "time_zone" not in self.cleaned_data:
            return None
        try:
            return moments.moment_of(date, time, self.cleaned_data["time_zone"], later=later)
        except Invalid as error:
            self.add_error(clock, gettext(error.sentence) % error.facts)
            return None

    def said(self, variants: Mapping[int, VariantForm]) -> Said:
        """What was written, of the accounts that were chosen."""
        given = self.cleaned_data
        plain = (
            "title",
            "content",
            "language",
            "voice",
            "audience",
            "goal",
            "due",
            "time_zone",
            "embargo",
            "aims",
        )
        own = {pk: one.said() for pk, one in variants.items() if pk in given["accounts"]}
        return Said(
            **{**{name: given[name] for name in plain}, "content": _lines(given["content"])}, variants=own
        )

    def aside(self, variants: Mapping[int, VariantForm]) -> dict[int, VariantSaid]:
        """What was written for accounts that are not chosen: kept, and said nowhere."""
        chosen = self.cleaned_data["accounts"]
        written = {pk: one for pk, one in variants.items() if one.add_prefix("content") in one.data}
        return {pk: one.said() for pk, one in written.items() if pk not in chosen}


class VariantForm(forms.Form):
    """What one account says instead of the thought, and what only its network has."""

    content = forms.CharField(
        label=_("Own words here"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4, "class": "input said said-s", "data-grows": ""}),
    )
    name = forms.CharField(label=_("Title there"), max_length=300, required=False)
    summary = forms.CharField(label=_("Warning before the words"), max_length=500, required=False)
    visibility = forms.ChoiceField(label=_("Who sees it"), choices=VISIBILITIES, required=False)

    def __init__(
        self,
        account: Account,
        data: Mapping[str, str] | None = None,
        *,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, prefix=f"v{account.pk}", initial=initial)
        self.account = account
        offers = registry.network(account.network).offers
        if Offer.TITLE not in offers:
            del self.fields["name"]
        if Offer.WARNING not in offers:
            del self.fields["summary"], self.fields["visibility"]

    def said(self) -> VariantSaid:
        """What was written."""
        given = self.cleaned_data
        told = {name: given.get(name, "") for name in ("name", "summary", "visibility")}
        return VariantSaid(content=_lines(given["content"]), **told)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n")


def first(what: Said, seen: int) -> dict[str, Any]:
    """The values of a form that says this."""
    plain = {
        name: getattr(what, name)
        for name in ("title", "content", "language", "voice", "audience", "goal", "aims")
    }
    zone = moments.zone_of(what.time_zone)
    due = what.due.astimezone(zone) if what.due else None
    embargo = what.embargo.astimezone(zone) if what.embargo else None
    return {
        **plain,
        "seen": seen,
        "accounts": list(what.variants),
        "time_zone": what.time_zone,
        "day": due and due.date(),
        "clock": due and due.time(),
        "second": bool(due and due.fold),
        "embargo_day": embargo and embargo.date(),
        "embargo_clock": embargo and embargo.time(),
    }
