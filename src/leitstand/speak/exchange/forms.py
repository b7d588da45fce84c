"""What people choose when they bring a file in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from leitstand.speak.composing import queries as composing

if TYPE_CHECKING:
    from leitstand.people.models import Organization

LARGEST = 1_000_000


class BringForm(forms.Form):
    """A file or, the second time, what it said; the zone of its times; accounts for posts that name none."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,.json,.jsonl,.txt", "class": "input"}),
        help_text=_("CSV or JSON of Buffer, Postiz, Mixpost or Leitstand, at most 1 MB."),
    )
    said = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    time_zone = forms.ChoiceField(
        label=_("Time zone"), help_text=_("For times in the file that name none themselves.")
    )
    accounts = forms.TypedMultipleChoiceField(
        label=_("Accounts"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("For posts whose account the file does not name or that is not here."),
    )

    def __init__(self, organization: Organization, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        zones = [(name, name) for name in sorted(available_timezones())]
        accounts = [(one.pk, str(one)) for one in composing.speakers(organization)]
        self.fields["time_zone"].choices = zones  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["accounts"].choices = accounts  # type: ignore[attr-defined]  # as above

    def clean(self) -> dict[str, Any]:
        """The content, from the file or from the page; too much of it is said."""
        found = super().clean() or self.cleaned_data
        file = found.get("file")
        content = file.read(LARGEST + 1) if file else found.get("said", "").encode("utf-8", "replace")
        if not content:
            self.add_error("file", _("Choose a file. Nothing was brought in."))
        elif len(content) > LARGEST:
            self.add_error(
                "file", _("This file is larger than 1 MB. Nothing was brought in; cut it into parts.")
            )
        found["content"] = content
        return found
