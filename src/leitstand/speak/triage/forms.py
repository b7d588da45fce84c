"""What people fill in when they work off the inbox."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from leitstand.speak.triage import pages
from leitstand.vocabulary import moments
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.words import _ as marked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from leitstand.people.models import Organization


class SavedReplyForm(forms.Form):
    """Words that are needed again and again."""

    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("Only you and your colleagues see it.")
    )
    content = forms.CharField(
        label=_("Words"),
        max_length=5000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 5, "class": "input"}),
        help_text=_("{name}, {handle} and {organisation} are filled in when it is used."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class BudgetForm(forms.Form):
    """One's own minutes a week."""

    minutes = forms.IntegerField(
        label=_("Your minutes a week for the inbox"),
        required=False,
        min_value=5,
        max_value=2400,
        help_text=_("When they are used the page says so, and lets you go on. Empty: no budget."),
    )


class AssumptionForm(forms.Form):
    """What the organisation assumes of an answer, and how much it looks at twice."""

    minutes = forms.IntegerField(
        label=_("Minutes an answer takes"),
        min_value=1,
        max_value=120,
        help_text=_("An assumption, not a measurement: by it the hours saved are counted."),
    )
    percent = forms.IntegerField(
        label=_("Share looked at twice, in per cent"),
        min_value=0,
        max_value=100,
        help_text=_("So much of what is let stand is drawn at random and shown to another person."),
    )


def until(given: Mapping[str, str], organization: Organization, now: datetime) -> datetime:
    """The moment somebody chose: one of `pages.times`, or a day and clock where the organisation is.

    Raises Invalid where it is none, also in the hour that is skipped when clocks go forward.
    """
    known = {name: at for name, _label, at in pages.times(organization, now)}
    if given.get("until") in known:
        return known[given["until"]]
    try:
        said = datetime.fromisoformat(given.get("at", ""))
    except ValueError as error:
        raise Invalid(
            marked("Choose when it shall come back. Nothing was changed; the post stays here.")
        ) from error
    return moments.moment_of(said.date(), said.time(), organization.time_zone)
