"""What people fill in about pictures: their rights, and how a post shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leitstand.speak.library import intake, licences

if TYPE_CHECKING:
    from leitstand.speak.models import Medium, Use

SHAPES = (
    ("", _("as it is")),
    ("1:1", _("square")),
    ("4:5", _("upright, 4 by 5")),
    ("16:9", _("wide, 16 by 9")),
)
PLACES = (("0.5", _("the middle")), ("0", _("the beginning")), ("1", _("the end")))
CONSENTS = (
    ("", _("nobody recognisable is shown")),
    ("given", _("everybody shown has agreed")),
    ("unknown", _("somebody is shown, consent unknown")),
    ("withdrawn", _("a consent was withdrawn")),
)


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class RightsForm(forms.Form):
    """Title, author, source, licence, people shown, alternative texts."""

    title = forms.CharField(label=_("Title"), max_length=300, required=False)
    author = forms.CharField(label=_("Who made it"), max_length=300, required=False)
    source = forms.CharField(
        label=_("Where it comes from"),
        max_length=2000,
        required=False,
        help_text=_("An address, or an archive."),
    )
    licence = forms.ChoiceField(label=_("Licence"), choices=[("", "–"), *licences.LICENCES.items()])
    expires = forms.DateField(
        label=_("May be used until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    alt_de = forms.CharField(label=_("Alternative text, German"), max_length=2000, required=False)
    alt_en = forms.CharField(label=_("Alternative text, English"), max_length=2000, required=False)
    people = forms.ChoiceField(label=_("People shown"), choices=CONSENTS, required=False)
    people_until = forms.DateField(
        label=_("Consent until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    ai_made = forms.BooleanField(label=_("A machine made or changed it"), required=False)

    def rights(self) -> dict[str, Any]:
        """As the library keeps it."""
        given = dict(self.cleaned_data)
        state, until = given.pop("people"), given.pop("people_until")
        alt = {"de": given.pop("alt_de"), "en": given.pop("alt_en")}
        given["alt"] = {language: text for language, text in alt.items() if text}
        given["consents"] = [{"state": state, "until": until.isoformat() if until else None}] if state else []
        return {name: given[name] for name in given if name != "file"}


class TakeForm(RightsForm):
    """A file, and its rights."""

    file = forms.FileField(
        label=_("Picture or film"), widget=forms.FileInput(attrs={"accept": "image/*,video/mp4"})
    )
    field_order = ("file",)

    def clean_file(self) -> Any:
        """What is larger than anything that is taken is not even read."""
        file = self.cleaned_data["file"]
        if file.size > intake.MOST_FILM_BYTES:
            most = intake.MOST_FILM_BYTES // 1_000_000
            raise forms.ValidationError(
                _("This file is too large; %(most)s MB are taken at most."), params={"most": most}
            )
        return file


def first(medium: Medium) -> dict[str, Any]:
    """The values of a form about this medium."""
    consent = medium.consents[0] if medium.consents else {}
    plain = {
        name: getattr(medium, name) for name in ("title", "author", "source", "licence", "expires", "ai_made")
    }
    return {
        **plain,
        "alt_de": medium.alt.get("de", ""),
        "alt_en": medium.alt.get("en", ""),
        "people": consent.get("state", ""),
        "people_until": consent.get("until"),
    }


class UseForm(forms.Form):
    """How a post shows a picture: alternative text, or why none; which part."""

    alt = forms.CharField(
        label=_("Alternative text"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "class": "input"}),
        help_text=_("What somebody should know who does not see the picture."),
    )
    waived = forms.CharField(label=_("Or why none is needed"), max_length=300, required=False)
    shape = forms.ChoiceField(label=_("Shape"), choices=SHAPES, required=False)
    place = forms.ChoiceField(label=_("What is kept"), choices=PLACES, required=False)

    def __init__(self, use: Use, data: Any = None) -> None:
        shape, place = _shape_of(use)
        start = {"alt": use.alt, "waived": use.waived, "shape": shape, "place": place}
        super().__init__(data, prefix=f"u{use.pk}", initial=start)
        self.use = use
        if "-ND" in use.medium.licence or not use.medium.width:
            del self.fields["shape"], self.fields["place"]

    def crop(self) -> tuple[float, float, float, float] | None:
        """The part that was chosen; None: all of it."""
        shape = self.cleaned_data.get("shape")
        if not shape:
            return None
        wide, _colon, high = shape.partition(":")
        medium, place = self.use.medium, float(self.cleaned_data.get("place") or 0.5)
        return intake.shape(medium.width, medium.height, int(wide) / int(high), place)


def _shape_of(use: Use) -> tuple[str, str]:
    """Which shape and place a kept crop was made from."""
    for shape, _label in SHAPES[1:]:
        wide, _colon, high = shape.partition(":")
        for place, _name in PLACES:
            made = intake.shape(use.medium.width, use.medium.height, int(wide) / int(high), float(place))
            if use.crop and all(abs(a - b) < 1e-9 for a, b in zip(use.crop, made, strict=True)):
                return shape, place
    return "", "0.5"
