"""What people fill in when they listen."""

from __future__ import annotations

from django import forms
from django.core import signing
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leitstand.vocabulary.errors import Invalid, LeitstandError
from leitstand.vocabulary.network import Found
from leitstand.vocabulary.words import _ as marked

_SALT = "leitstand.listen.found"


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
