"""What narrows and orders the table of voices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from leitstand import registry
from leitstand.analyses.coordination.audience import wilson
from leitstand.vocabulary.errors import LeitstandError

if TYPE_CHECKING:
    from leitstand.listen.voices.pages import Line

ENOUGH = 5
"""Whoever said less is not known yet."""
ORDERS = (
    ("followed", gettext_lazy("Taken up by others")),
    ("novelty", gettext_lazy("Share said first")),
    ("lead", gettext_lazy("Lead")),
    ("n", gettext_lazy("Posts")),
)


SIZES = (100, 200, 400)
"""How many followers may be drawn; each may cost its network a question."""


class AudienceForm(forms.Form):
    """Whose followers, on which network, and how many of them are drawn."""

    network = forms.ChoiceField(label=gettext_lazy("Network"))
    address = forms.CharField(
        label=gettext_lazy("Account"),
        max_length=500,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("Its handle or the address of its page, such as @hochschule@social.example."),
    )
    wanted = forms.TypedChoiceField(label=gettext_lazy("How many are drawn"), coerce=int, initial=SIZES[1])

    def __init__(self, given: Mapping[str, str] | None, *, networks: Mapping[str, str], **more: Any) -> None:
        super().__init__(given, **more)
        sizes = [(n, _size(n)) for n in SIZES]
        self.fields["network"].choices = list(networks.items())  # type: ignore[attr-defined]  # a choice field
        self.fields["wanted"].choices = sizes  # type: ignore[attr-defined]  # a choice field

    def refuse(self, error: LeitstandError) -> None:
        """Say under the account why nothing was asked."""
        self.add_error("address", gettext(error.sentence) % error.facts)


def _size(n: int) -> str:
    """A size with what it is good for: half the width of the interval of a share of one half."""
    share = wilson(n // 2, n)
    return gettext("%(n)s, shares within ± %(points)s points") % {
        "n": n,
        "points": round(50 * (share.high - share.low)),
    }


class VoicesForm(forms.Form):
    """Words of a name, a network, least posts, and an order. What cannot be read narrows nothing."""

    text = forms.CharField(label=gettext_lazy("Name"), required=False, max_length=100)
    network = forms.ChoiceField(label=gettext_lazy("Network"), required=False)
    least = forms.IntegerField(
        label=gettext_lazy("At least so many posts"),
        help_text=gettext_lazy("Five, unless you say otherwise or look for a name."),
        required=False,
        min_value=1,
    )
    order = forms.ChoiceField(label=gettext_lazy("Order"), required=False, choices=ORDERS)

    def __init__(self, asked: Mapping[str, str], *, networks: Sequence[str]) -> None:
        super().__init__(asked)
        named = [(name, _title(name)) for name in networks]
        self.fields["network"].choices = [("", gettext_lazy("all")), *named]  # type: ignore[attr-defined]  # a choice field
        self.is_valid()

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out."""
        return any(self.cleaned_data.get(name) for name in ("text", "network", "least"))

    def sifted(self, lines: Sequence[Line]) -> list[Line]:
        """The voices that are wanted, in the order that is wanted."""
        said: dict[str, Any] = self.cleaned_data
        text, network, least = (said.get(name) for name in ("text", "network", "least"))
        if not least and not text and any(line.novelty for line in lines):
            least = ENOUGH  # whoever said less is asked for by name, or by a least number
        words = (text or "").casefold()
        kept = [
            line
            for line in lines
            if words in f"{line.name} {line.handle}".casefold()
            and (not network or line.network == network)
            and line.n >= (least or 1)
        ]
        return sorted(kept, key=_KEYS.get(said.get("order") or "followed", _KEYS["followed"]))


def _title(network: str) -> str:
    try:
        return registry.network(network).title
    except KeyError:
        return network


def _low(line: Line) -> float:
    """The lower end of the share said first: who is surely often first comes before who may be."""
    return line.novelty.low if line.novelty else -1.0


_KEYS: dict[str, Any] = {
    "followed": lambda line: (-line.followed, -_low(line), line.n),
    "novelty": lambda line: (-_low(line), -line.n),
    "lead": lambda line: (-(line.lead.seconds if line.lead else -1.0), -line.followed),
    "n": lambda line: (-line.n, -line.followed),
}
