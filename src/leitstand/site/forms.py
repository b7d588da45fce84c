"""Forms of the first run."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from leitstand.people.forms import OurForm


class BeginForm(OurForm):
    """The organisation and its first person."""

    organization = forms.CharField(
        label=_("Name of the organisation"),
        max_length=200,
        widget=forms.TextInput({"autocomplete": "organization"}),
    )
    name = forms.CharField(
        label=_("Your name"), max_length=150, widget=forms.TextInput({"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        widget=forms.EmailInput({"autocomplete": "username"}),
        help_text=_("You sign in with it. Nothing is sent there now."),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=_("At least 10 characters. You can add a passkey later."),
    )


class WatchForm(OurForm):
    """What to listen for."""

    query = forms.CharField(
        label=_("What to listen for"),
        max_length=2000,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
        help_text=_(
            "A phrase in quotation marks, words joined by AND or OR, #tags and @handles. "
            "Umlauts, capitals and ß need no second spelling."
        ),
    )


class AddressForm(OurForm):
    """Where to listen."""

    address = forms.CharField(
        label=_("Address"),
        max_length=1000,
        widget=forms.TextInput({"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
        help_text=_(
            "A home page is enough, the feed is found by itself. An account such as @name@server works too."
        ),
    )
