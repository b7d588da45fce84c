"""What people fill in when they listen."""

from __future__ import annotations

from django import forms
from django.core import signing
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leitstand.vocabulary.errors import Invalid, LeitstandError
from leitstand.vocabulary.network import Found
from leitstand.vocabulary.watch import Mistake
from leitstand.vocabulary.words import _ as marked

_SALT = "leitstand.listen.found"


class WatchForm(forms.Form):
    """A watch: what it is called and what it looks for."""

    name = forms.CharField(
        label=_("Name"), max_length=100, help_text=_("Stands beside every post it finds: why this is here.")
    )
    query = forms.CharField(
        label=_("What it looks for"),
        max_length=5000,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "autocapitalize": "off"}),
        help_text=_(
            "Words, a phrase in quotation marks, word* for its beginnings, #tag, @handle; AND, OR, NOT and "
            "brackets; url:, lang:, network:, author:."
        ),
    )

    mistake: Mistake | None = None

    def refuse(self, error: LeitstandError) -> None:
        """Put an error of ours where it belongs; a mistake in the query says at which character."""
        said = gettext(error.sentence) % error.facts if error.facts else gettext(error.sentence)
        if isinstance(error, Mistake):
            self.mistake = error
            at = gettext("Character %(column)s:") % {"column": error.column}
            self.add_error("query", f"{at} {said}")
        else:
            self.add_error("name", said)

    @property
    def marked_query(self) -> tuple[str, str, str]:
        """The query before, at and after the mistake; empty without one."""
        if self.mistake is None:
            return ("", "", "")
        text, at = str(self.data.get("query", "")).strip(), self.mistake.column - 1
        return (text[:at], text[at : at + 1] or "\u00a0", text[at + 1 :])


class AddressForm(forms.Form):
    """Where to listen."""

    address = forms.CharField(
        label=_("Address"),
        max_length=1000,
        widget=forms.TextInput({"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
        help_text=_(
            "The home page of a blog or paper is enough. Also: @name@server, #tag@server, @name.bsky.social."
        ),
    )

    def refuse(self, error: LeitstandError) -> None:
        """Say under the field why nothing was found."""
        self.add_error("address", gettext(error.sentence) % error.facts)


def packed(network: str, found: Found) -> str:
    """A way to listen as one signed word, so that a choice comes back without a second look."""
    said = [network, found.source, found.name, found.label, found.live, found.keep_all]
    return signing.dumps(said, salt=_SALT, compress=True)


def unpacked(word: str) -> tuple[str, Found]:
    """The network and the way behind such a word, good for a day. Raises Invalid."""
    try:
        network, source, name, label, live, keep_all = signing.loads(word, salt=_SALT, max_age=86_400)
    except (signing.BadSignature, ValueError) as error:
        raise Invalid(
            marked("This choice is too old or was changed on its way. Nothing was added; search once more.")
        ) from error
    return network, Found(source=source, name=name, label=label, live=live, keep_all=keep_all)
