"""How an author says how professional a post is."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class PlacingForm(forms.Form):
    """A form that asks for the place of a post; left empty, nothing is said and nothing is guessed."""

    professional = forms.IntegerField(
        label=_("How professional is it, in percent?"),
        min_value=0,
        max_value=100,
        required=False,
        widget=forms.NumberInput(attrs={"class": "input", "step": "5", "inputmode": "numeric"}),
        help_text=_("0 is wholly personal, 100 wholly professional. Empty: not said."),
        error_messages={
            "min_value": _("A share is a number from 0 to 100."),
            "max_value": _("A share is a number from 0 to 100."),
        },
    )
