"""What people fill in about the place of a voice or an account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leitstand.speak.placing.actions import TOLERANCE


def _percent(label: Any, help_text: Any = "", **more: Any) -> forms.IntegerField:
    said = _("A share is a number from 0 to 100.")
    return forms.IntegerField(
        label=label,
        help_text=help_text,
        min_value=0,
        max_value=100,
        widget=forms.NumberInput(attrs={"class": "input", "inputmode": "numeric"}),
        error_messages={"min_value": said, "max_value": said, "invalid": said},
        **more,
    )


class WantedForm(forms.Form):
    """The two shares that are wanted, from which distance a post is pointed out, and why."""

    professional = _percent(_("professional, wanted"))
    public = _percent(_("public, wanted"))
    tolerance = _percent(
        _("Point out from"),
        _("So many points a post may lie from what is wanted before that is said."),
        required=False,
    )
    words = forms.CharField(label=_("Why it is changed"), max_length=300, required=False)

    def clean_tolerance(self) -> int:
        """What was agreed, else what is usual."""
        given = self.cleaned_data["tolerance"]
        return TOLERANCE if given is None else int(given)
