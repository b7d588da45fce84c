"""What people fill in about the policy: an article with the parameters of its rule, facts about the house."""

from __future__ import annotations

import typing
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leitstand import registry
from leitstand.speak.policing import labels, lines
from leitstand.vocabulary import policy
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.policy import SEVERITIES, SEVERITY, Article, Condition, Example, Parameter, Words

if TYPE_CHECKING:
    from leitstand.people.models import Person
    from leitstand.speak.models import Circumstances

BOTH = ("title", "text", "why", "way_out")


def _area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "class": "input"})


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class Lines(forms.CharField):
    """A list, a line each, of texts, terms, periods or conditions."""

    def __init__(self, kind: Any, **more: Any) -> None:
        self.kind = kind
        super().__init__(required=False, widget=_area(), **more)

    def prepare_value(self, value: Any) -> Any:
        """What is shown."""
        return value if isinstance(value, str) or value is None else lines.written(value)

    def clean(self, value: Any) -> Any:
        """What was meant; every problem says which line."""
        try:
            return lines.read(super().clean(value), self.kind)
        except Invalid as error:
            raise forms.ValidationError(gettext(error.sentence) % error.facts) from error


class ArticleForm(forms.Form):
    """An article: what people read, and what its rule looks for."""

    id = forms.CharField(label=_("Number"), max_length=20)
    level = forms.ChoiceField(
        label=_("What follows"), choices=[(one, _(said)) for one, said in labels.LEVELS.items()]
    )
    title_de = forms.CharField(label=_("Title, German"), max_length=200, required=False)
    title_en = forms.CharField(label=_("Title, English"), max_length=200, required=False)
    text_de = forms.CharField(label=_("What we want, German"), required=False, widget=_area())
    text_en = forms.CharField(label=_("What we want, English"), required=False, widget=_area())
    why_de = forms.CharField(label=_("Why, German"), required=False, widget=_area(2))
    why_en = forms.CharField(label=_("Why, English"), required=False, widget=_area(2))
    way_out_de = forms.CharField(label=_("The way out, German"), required=False, widget=_area(2))
    way_out_en = forms.CharField(label=_("The way out, English"), required=False, widget=_area(2))
    source = Lines(str, label=_("Sources"), help_text=_("A line each: law, judgement, own rule."))
    valid_from = forms.DateField(label=_("In force from"), required=False, widget=_day())
    valid_to = forms.DateField(label=_("Last day"), required=False, widget=_day())
    when = Lines(
        Condition,
        label=_("Only when"),
        help_text=_("A condition a line: land in BY, NW · hour >= 22 · paid = true · storm known"),
    )
    good = Lines(str, label=_("Good sentences"), help_text=_("A line each; they are tried before saving."))
    bad = Lines(
        str, label=_("Bad sentences"), help_text=_("A line each; the article must find each of them.")
    )

    def __init__(self, article: Article, data: Mapping[str, str] | None = None) -> None:
        self.article = article
        super().__init__(data, initial=first(article))
        for one in self.asked:
            self.fields[f"p_{one.name}"] = _field(article.rule, one)

    @property
    def asked(self) -> tuple[Parameter, ...]:
        """The parameters of the rule."""
        return policy.parameters(registry.rules()[self.article.rule]) if self.article.rule else ()

    @property
    def parameters(self) -> list[forms.BoundField]:
        """Their fields."""
        return [self[f"p_{one.name}"] for one in self.asked]

    def with_facts(self) -> list[Example]:
        """Examples that need facts around them: changed in the TOML."""
        return [one for one in (*self.article.good, *self.article.bad) if one.facts]

    def clean(self) -> dict[str, Any]:
        """An article needs a title and a text, in one language at least."""
        given: dict[str, Any] = super().clean() or {}
        for name in ("title", "text"):
            if not given.get(f"{name}_de") and not given.get(f"{name}_en"):
                self.add_error(f"{name}_de", gettext("Write it in one language at least."))
        return given

    def said(self) -> Article:
        """The article as it was filled in."""
        given = self.cleaned_data
        return replace(
            self.article,
            title=self._words("title"),
            text=self._words("text"),
            why=self._words("why"),
            way_out=self._words("way_out"),
            id=given["id"].strip(),
            level=SEVERITIES[given["level"]],
            source=given["source"],
            valid_from=given["valid_from"],
            valid_to=given["valid_to"],
            when=(*given["when"], *(one for one in self.article.when if not lines.in_a_line(one))),
            parameters=self._parameters(),
            good=_examples(given["good"], self.article.good),
            bad=_examples(given["bad"], self.article.bad),
        )

    def _words(self, name: str) -> Words:
        given = [self.cleaned_data[f"{name}_{one}"].replace("\r\n", "\n").strip() for one in ("de", "en")]
        return Words(*given)

    def _parameters(self) -> dict[str, Any]:
        """Those that stood there already, and those that are not as shipped."""
        given = {one.name: (self.cleaned_data[f"p_{one.name}"], one.initial) for one in self.asked}
        return {
            name: said
            for name, (said, initial) in given.items()
            if said is not None and (said != initial or name in self.article.parameters)
        }


def first(article: Article) -> dict[str, Any]:
    """What stands in the form of an article."""
    words = {f"{one}_{two}": getattr(getattr(article, one), two) for one in BOTH for two in ("de", "en")}
    asked = policy.parameters(registry.rules()[article.rule]) if article.rule else ()
    return {
        **words,
        "id": article.id,
        "level": SEVERITY[article.level],
        "source": article.source,
        "valid_from": article.valid_from,
        "valid_to": article.valid_to,
        "when": [one for one in article.when if lines.in_a_line(one)],
        "good": [one.text for one in article.good if not one.facts],
        "bad": [one.text for one in article.bad if not one.facts],
        **{f"p_{one.name}": article.parameters.get(one.name, one.initial) for one in asked},
    }


def _examples(texts: Sequence[str], before: Sequence[Example]) -> tuple[Example, ...]:
    return (*(Example(one) for one in texts), *(one for one in before if one.facts))


def _field(rule: str, one: Parameter) -> forms.Field:
    """The field of a parameter, by its kind."""
    known = labels.PARAMETERS
    label = gettext(known.get(f"{rule}.{one.name}") or known.get(one.name, one.name))
    if one.kind == "bool":
        return forms.BooleanField(label=label, required=False)
    if one.kind == "int":
        return forms.IntegerField(label=label, required=False)
    if one.kind == "float":
        return forms.FloatField(label=label, required=False)
    if one.kind == "date":
        return forms.DateField(label=label, required=False, widget=_day())
    if one.kind == "texts":
        return Lines(str, label=label, help_text=gettext("A line each."))
    if one.kind == "table":
        kind = typing.get_args(one.annotation)[0]
        hint = (
            gettext("land in BY, NW · hour >= 22 · paid = true") if kind is Condition else lines.columns(kind)
        )
        return Lines(kind, label=label, help_text=gettext("A line each: %(columns)s") % {"columns": hint})
    return forms.CharField(label=label, required=False)


class BeginForm(forms.Form):
    """With which policy to begin."""

    starter = forms.ChoiceField(
        label=_("Begin with"),
        required=False,
        choices=[*((one, _(labels.KINDS[one])) for one in policy.STARTERS), ("", _("an empty page"))],
    )


YES_NO = (("", _("not said")), ("yes", _("yes")), ("no", _("no")))
_SAID = {"": None, "yes": True, "no": False}


class HouseForm(forms.Form):
    """What rules may know about the organisation."""

    kind = forms.ChoiceField(
        label=_("What we are"), choices=[(one, _(said)) for one, said in labels.KINDS.items()], required=False
    )
    land = forms.ChoiceField(
        label=_("State"), choices=[(one, one or "–") for one in labels.LANDS], required=False
    )
    public_body = forms.ChoiceField(label=_("A public body?"), choices=YES_NO, required=False)
    listed = forms.ChoiceField(label=_("Are our shares traded?"), choices=YES_NO, required=False)
    roster = forms.CharField(
        label=_("People whose names need consent"),
        required=False,
        widget=_area(4),
        help_text=_(
            "A name a line; behind a bar other names; + before it: agreed. + Emil Tarnow | E. Tarnow"
        ),
    )

    def __init__(self, house: Circumstances, data: Mapping[str, str] | None = None) -> None:
        said = {one: "" if value is None else "yes" if value else "no" for one, value in _asked(house)}
        kept = {"kind": house.kind, "land": house.land, "roster": _names(house.roster)}
        super().__init__(data, initial={**said, **kept})

    def given(self) -> dict[str, Any]:
        """As the table keeps it."""
        given = self.cleaned_data
        answers = {name: _SAID[given[name]] for name in ("public_body", "listed")}
        roster = [_named(one) for one in given["roster"].splitlines() if one.strip(" +|")]
        return {"kind": given["kind"], "land": given["land"], **answers, "roster": roster}


def _asked(house: Circumstances) -> list[tuple[str, bool | None]]:
    return [("public_body", house.public_body), ("listed", house.listed)]


def _names(roster: Sequence[Mapping[str, Any]]) -> str:
    return "\n".join(
        ("+ " if one.get("agreed") else "") + " | ".join([one["name"], *one.get("aliases", ())])
        for one in roster
    )


def _named(line: str) -> dict[str, Any]:
    name, *aliases = (one.strip() for one in line.strip().removeprefix("+").split("|"))
    return {
        "name": name,
        "agreed": line.strip().startswith("+"),
        "aliases": [one for one in aliases if one],
    }


class TrainForm(forms.Form):
    """Who was trained, and when."""

    person = forms.TypedChoiceField(label=_("Who"), coerce=int)
    day = forms.DateField(label=_("Trained on"), widget=_day())

    def __init__(self, people: Sequence[Person], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["person"]
        field.choices = [(one.pk, str(one)) for one in people]  # type: ignore[attr-defined]  # a ChoiceField
