"""Forms of the people who work here; also what every form of ours looks like."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from leitstand.people.models import Organization, Person, Role
from leitstand.vocabulary.errors import LeitstandError
from leitstand.vocabulary.network import Network, Offer


class OurForm(forms.Form):
    """A form without colons; `refuse` puts an error of ours beside a field or on top."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})

    def refuse(self, error: LeitstandError, field: str | None = None) -> None:
        """Say why it was not done, in the language of the page."""
        self.add_error(field, gettext(error.sentence) % error.facts)


def _zones() -> list[tuple[str, str]]:
    places = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))
    return [(zone, zone.replace("_", " ")) for zone in ["UTC", *places]]


class MeForm(OurForm):
    """What somebody chose for themselves."""

    name = forms.CharField(
        label=_("Your name"), max_length=150, widget=forms.TextInput({"autocomplete": "name"})
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, widget=forms.RadioSelect)
    theme = forms.ChoiceField(
        label=_("Appearance"),
        required=False,
        choices=[("", _("As the device")), ("light", _("Light")), ("dark", _("Dark"))],
        widget=forms.RadioSelect,
    )
    density = forms.ChoiceField(
        label=_("Density"),
        required=False,
        choices=[("", _("Comfortable")), ("compact", _("Compact"))],
        widget=forms.RadioSelect,
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=_zones)
    single_keys = forms.BooleanField(
        label=_("Single keys"),
        required=False,
        help_text=_("One key, one act: J and K move, R answers, ? lists them all."),
    )


class OrganizationForm(OurForm):
    """What holds for the whole organisation."""

    name = forms.CharField(label=_("Name of the organisation"), max_length=200)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, widget=forms.RadioSelect)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=_zones)
    retention_days = forms.IntegerField(
        label=_("Keep what we heard for (days)"),
        min_value=1,
        max_value=3650,
        help_text=_("Older mentions are deleted, except those you answered."),
    )


class InviteForm(OurForm):
    """Whom to invite, and as what."""

    email = forms.EmailField(label=_("E-mail address"), widget=forms.EmailInput({"autocomplete": "off"}))
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.EDITOR)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = roles()  # type: ignore[attr-defined]  # a ChoiceField


class JoinForm(OurForm):
    """Who accepts an invitation for the first time here."""

    name = forms.CharField(
        label=_("Your name"), max_length=150, widget=forms.TextInput({"autocomplete": "name"})
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=_("At least 10 characters. You can add a passkey later."),
    )


class ConnectForm(OurForm):
    """The connect form of a network, made from what it asks for.

    What signing in on the network's own page gives may stay empty there; `typed` are the other fields.
    """

    def __init__(self, network: Network, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        signs_in = Offer.SIGN_IN in network.offers
        self._granted = [ask for ask in network.needs if signs_in and ask.granted]
        names = {ask.name for ask in self._granted}
        for ask in network.needs:
            widget = forms.PasswordInput if ask.secret else forms.TextInput
            self.fields[ask.name] = forms.CharField(
                label=gettext(ask.label),
                help_text=gettext(ask.help) if ask.help else "",
                initial=ask.initial,
                required=not ask.initial and ask.name not in names,
                widget=widget({"autocomplete": "off", "spellcheck": "false"}),
            )

    @property
    def typed(self) -> list[forms.BoundField]:
        """What has to be typed in any case."""
        names = {ask.name for ask in self._granted}
        return [self[name] for name in self.fields if name not in names]

    @property
    def granted(self) -> list[forms.BoundField]:
        """What the network's own page gives, for those who have it already."""
        return [self[ask.name] for ask in self._granted]

    @property
    def pasted(self) -> bool:
        """Was everything filled in that the network's own page would give? Of a valid form."""
        wanted = [ask.name for ask in self._granted if not ask.initial]
        return bool(wanted) and all(self.cleaned_data.get(name) for name in wanted)


def roles() -> list[tuple[str, str]]:
    """The roles with what each may do, in the language of the page."""
    return [(value, gettext(str(label))) for value, label in Role.choices]


def me_initial(person: Person) -> dict[str, Any]:
    """What the form shows at first; without a choice of their own, the language they read just now."""
    names = ("name", "language", "theme", "density", "time_zone", "single_keys")
    chosen = {name: getattr(person, name) for name in names}
    return {**chosen, "language": person.language or (get_language() or settings.LANGUAGE_CODE)[:2]}


def organization_initial(organization: Organization) -> dict[str, Any]:
    """What the form shows at first."""
    names = ("name", "language", "time_zone", "retention_days")
    return {name: getattr(organization, name) for name in names}
