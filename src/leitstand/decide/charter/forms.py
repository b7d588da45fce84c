"""What people fill in when they write the charter, step by step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leitstand.decide.charter import drafts, starters
from leitstand.people.forms import OurForm

if TYPE_CHECKING:
    from leitstand.people.models import Person

SENTENCES = (("mission", _("Mission")), ("value", _("Value")), ("vision", _("Vision")))
AUDIENCES = (
    ("peers", _("Peers")),
    ("staff", _("Staff")),
    ("customers", _("Customers")),
    ("public", _("The public")),
    ("own", _("One of our own")),
)
ROWS = 40


def day() -> forms.DateInput:
    """A field for a day."""
    return forms.DateInput(attrs={"type": "date", "class": "input"}, format="%Y-%m-%d")


def lines(rows: int = 2, *, said: bool = False) -> forms.Textarea:
    """A field of a few lines; `said` in the typeface of what people write."""
    return forms.Textarea(attrs={"rows": rows, "class": "input said said-s" if said else "input short"})


class Row(OurForm):
    """One line of a list. A line in which nothing is written, or that is struck, is left out."""

    WRITTEN: tuple[str, ...] = ("words",)
    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    strike = forms.BooleanField(label=_("Strike this"), required=False)

    @property
    def kept(self) -> bool:
        """Is something written that is not struck?"""
        given = self.cleaned_data
        return not given.get("strike") and any(given.get(name) for name in self.WRITTEN)

    def row(self) -> drafts.Row:
        """As the draft keeps it."""
        told = {name: value for name, value in self.cleaned_data.items() if name != "strike"}
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in told.items()}


class SentenceRow(Row):
    """A sentence, what it is, and who decided it."""

    kind = forms.ChoiceField(label=_("What it is"), choices=SENTENCES)
    words = forms.CharField(label=_("Sentence"), max_length=300, required=False, widget=lines(2, said=True))
    decided_by = forms.CharField(label=_("Decided by"), max_length=200, required=False)


class GoalRow(Row):
    """A goal with its two signs, a day and somebody who owns it."""

    WRITTEN = ("words", "sign_of_success", "sign_of_failure")
    words = forms.CharField(label=_("Goal"), max_length=300, required=False, widget=lines(1, said=True))
    sign_of_success = forms.CharField(label=_("reached when"), max_length=300, required=False)
    sign_of_failure = forms.CharField(label=_("failed when"), max_length=300, required=False)
    due = forms.DateField(label=_("Due on"), required=False, widget=day())
    owner = forms.TypedChoiceField(label=_("Who owns it"), coerce=int, required=False, empty_value=None)

    def __init__(
        self, *args: Any, people: Sequence[Person] = (), today: date | None = None, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.today = today
        choices = [("", "–"), *((one.pk, str(one)) for one in people)]
        self.fields["owner"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    def clean(self) -> dict[str, Any]:
        """A goal lacks nothing, and a new day lies ahead."""
        given = super().clean() or self.cleaned_data
        if not self.kept:
            return given
        if not given.get("words"):
            self.add_error(
                "words", gettext("Say what shall be so; a sign alone is no goal. Nothing was lost.")
            )
            return given
        for name, why in drafts.MISSING.items():
            if name not in self.errors and not given.get(name):
                self.add_error(name, gettext(why) % {"words": given["words"]})
        due = given.get("due")
        if due and self.today and due < self.today and "due" in self.changed_data:
            self.add_error(
                "due", gettext("This day has passed. Choose one that lies ahead; nothing was lost.")
            )
        return given


class AudienceRow(Row):
    """Whom we want to reach."""

    kind = forms.ChoiceField(label=_("What it is"), choices=AUDIENCES)
    words = forms.CharField(label=_("Audience"), max_length=200, required=False)


class _Rows(BaseFormSet):  # type: ignore[type-arg]  # of rows
    """Lines that are all different."""

    def clean(self) -> None:
        """The same words stand there once."""
        if any(self.errors):
            return
        if twice := drafts.repeated(one["words"] for one in self.rows()):
            said = _("“%(words)s” stands there twice. Nothing was lost; strike one or word it otherwise.")
            raise forms.ValidationError(said % {"words": twice})

    def rows(self) -> list[drafts.Row]:
        """What is kept, in its order."""
        return [form.row() for form in self.forms if form.kept]


FORMS: dict[str, type[Row]] = {"sentences": SentenceRow, "goals": GoalRow, "audiences": AudienceRow}
SETS: dict[str, Any] = {
    part: formset_factory(form, formset=_Rows, extra=1, max_num=ROWS, absolute_max=ROWS + 1)
    for part, form in FORMS.items()
}


class QuestionsForm(OurForm):
    """The three questions."""

    aims = forms.CharField(
        label=_("Private or professional aims?"), max_length=500, required=False, widget=lines()
    )
    circle = forms.CharField(
        label=_("A closed circle, or public?"), max_length=500, required=False, widget=lines()
    )
    means = forms.CharField(
        label=_("What resources, and what will?"), max_length=500, required=False, widget=lines()
    )


class DecideForm(OurForm):
    """Who decided this why, and when it is looked at again."""

    reason = forms.CharField(label=_("Why this charter, or this change"), max_length=1000, widget=lines(3))
    decided_by = forms.CharField(
        label=_("Who decided it"), max_length=200, help_text=_("Names, or the body: “the executive board”.")
    )
    review = forms.DateField(label=_("Next review"), widget=day())

    def __init__(self, *args: Any, today: date, **more: Any) -> None:
        super().__init__(*args, **more)
        self.today = today

    def clean_review(self) -> date:
        """Ahead of us."""
        found: date = self.cleaned_data["review"]
        if found <= self.today:
            raise forms.ValidationError(
                _("This day has passed. Choose one that lies ahead; nothing was lost.")
            )
        return found


class StarterForm(OurForm):
    """With which words to begin."""

    starter = forms.ChoiceField(
        label=_("Begin with"),
        choices=[*((name, _(label)) for name, label in starters.NAMES.items()), ("", _("An empty page"))],
        required=False,
        widget=forms.RadioSelect,
    )


class PublicForm(OurForm):
    """Whether others may read our decisions."""

    public = forms.BooleanField(
        label=_("Everybody may read the decisions that are marked for it"), required=False
    )
    slug = forms.SlugField(
        label=_("Its address"),
        max_length=60,
        required=False,
        help_text=_("Small letters, digits and hyphens; it stands behind /public/."),
    )
    words = forms.CharField(
        label=_("What it is, in a sentence"), max_length=500, required=False, widget=lines()
    )
