"""Forms of the front page's weights, owners and public page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leitstand.listen.models import FrontPage, Source
from leitstand.people.forms import OurForm


class WeightsForm(OurForm):
    """What the order is made of."""

    halved_hours = forms.IntegerField(
        label=_("Half the weight after so many hours without a new post"), min_value=1, max_value=720
    )
    spread = forms.FloatField(
        label=_("What each further network adds"),
        min_value=0,
        max_value=2,
        help_text=_("0.25 means a quarter more. Only networks on which somebody uses words of their own."),
    )
    stranger = forms.FloatField(
        label=_("What a voice counts that no seed heard"),
        min_value=0,
        max_value=1,
        help_text=_("Without seeds every voice counts 1."),
    )
    seeds = forms.MultipleChoiceField(
        label=_("Seeds"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Sources whose voices count fully. A farm of new outlets is not among them."),
    )

    def __init__(self, *args: Any, sources: Iterable[Source], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = [(str(source.pk), source.name) for source in sources]
        self.fields["seeds"].choices = choices  # type: ignore[attr-defined]  # a field of choices


class OwnerForm(OurForm):
    """Who owns which outlets."""

    name = forms.CharField(label=_("Owner"), max_length=120)
    outlets = forms.CharField(
        label=_("Outlets"),
        max_length=4000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("One a line: a host, a handle (@name@server) or the address of an account."),
    )


class PublicForm(OurForm):
    """Whether and how others may read the front page."""

    public = forms.BooleanField(label=_("Everybody may read it"), required=False)
    slug = forms.SlugField(
        label=_("Its address"),
        max_length=60,
        required=False,
        help_text=_("Small letters, digits and hyphens; it stands behind /public/."),
    )
    title = forms.CharField(label=_("Its title"), max_length=120, required=False)
    about = forms.CharField(
        label=_("What it is, in a sentence"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )
    indexed = forms.BooleanField(
        label=_("Search engines may list it"),
        required=False,
        help_text=_("Otherwise the page asks them not to."),
    )

    def clean_slug(self) -> str:
        """An address is the same in small letters."""
        return str(self.cleaned_data["slug"]).lower()


def weights_initial(row: FrontPage, seeds: Iterable[int]) -> dict[str, Any]:
    """What the form shows at first."""
    kept = {name: getattr(row, name) for name in ("halved_hours", "spread", "stranger")}
    return kept | {"seeds": [str(pk) for pk in seeds]}


def public_initial(row: FrontPage) -> dict[str, Any]:
    """Likewise."""
    return {name: getattr(row, name) for name in ("public", "slug", "title", "about", "indexed")}
