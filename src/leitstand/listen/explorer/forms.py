"""What the list of mentions is narrowed to, and the name of a view worth keeping."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leitstand.listen.explorer.queries import Sieve
from leitstand.vocabulary.errors import Invalid

Choices = Iterable[tuple[Any, Any]]

STATES = (
    ("new", _("waits for a decision")),
    ("answered", _("answered")),
    ("let_stand", _("let stand")),
    ("addressed", _("addressed to us")),
)
WORDS = (("own", _("own words")), ("repeated", _("repeats another post")))


class Day(forms.DateInput):
    """A day, by the browser's own calendar."""

    input_type = "date"

    def format_value(self, value: Any) -> str | None:
        """As the browser wants it, whatever the language."""
        return value.isoformat() if isinstance(value, date) else value and str(value)


class SieveForm(forms.Form):
    """What the list is narrowed to; by GET, so that it can be kept and passed on."""

    text = forms.CharField(
        label=_("Words"),
        required=False,
        max_length=200,
        widget=forms.TextInput({"type": "search", "autocomplete": "off"}),
        help_text=_("All of them: words, “a phrase”, begin*, -without."),
    )
    watch = forms.TypedChoiceField(label=_("Watch"), required=False, coerce=int, empty_value=None)
    source = forms.TypedChoiceField(label=_("Source"), required=False, coerce=int, empty_value=None)
    network = forms.ChoiceField(label=_("Network"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    author = forms.CharField(
        label=_("Author"),
        required=False,
        max_length=500,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    since = forms.DateField(label=_("From"), required=False, widget=Day)
    until = forms.DateField(label=_("To"), required=False, widget=Day)
    state = forms.ChoiceField(label=_("State"), required=False)
    words = forms.ChoiceField(label=_("Whose words"), required=False)
    judged = forms.ChoiceField(label=_("Judged as"), required=False)
    story = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, asked: Any, **choices: Choices) -> None:
        super().__init__(asked)
        for name, them in {"state": STATES, "words": WORDS, **choices}.items():
            self.fields[name].choices = [("", gettext("all")), *them]  # type: ignore[attr-defined]  # choice fields

    @property
    def sieve(self) -> Sieve:
        """What was chosen; what cannot be read or does not exist any more narrows nothing."""
        self.is_valid()
        return Sieve(**self.chosen)

    @property
    def chosen(self) -> dict[str, Any]:
        """By field, without the empty ones."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def further(self) -> list[forms.BoundField]:
        """The fields beside the words, which stand folded away until they are used."""
        return [field for field in self if field.name not in ("text", "story")]


class ViewForm(forms.Form):
    """A view worth keeping."""

    name = forms.CharField(label=_("Name of this view"), max_length=100)
    shared = forms.BooleanField(label=_("for everybody here"), required=False)

    def refuse(self, error: Invalid) -> None:
        """Say under the name why it was not kept."""
        self.add_error("name", gettext(error.sentence) % error.facts)
