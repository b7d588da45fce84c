"""What people fill in about a network."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leitstand.decide.models import ExitStep
from leitstand.decide.portfolio import terms
from leitstand.decide.portfolio.terms import Terms

if TYPE_CHECKING:
    from leitstand.speak.models import Aim


def _hours(label: Any, *, required: bool = False, help_text: Any = "") -> forms.FloatField:
    number = forms.NumberInput(attrs={"step": "0.25", "min": "0", "max": "168"})
    return forms.FloatField(label=label, required=required, widget=number, help_text=help_text)


class TermsForm(forms.Form):
    """What is agreed about a network."""

    reason = forms.CharField(label=_("Why we are there"), max_length=500)
    criterion = forms.CharField(
        label=_("When we would leave"), max_length=500, required=False, help_text=_("Needed for a trial.")
    )
    cap = _hours(_("Hours a week at most"), help_text=_("Empty: no cap. Needed for a trial."))
    floor = _hours(_("Hours a week at least"))
    least = _hours(
        _("Least presence"), help_text=_("With fewer hours a week than this, rather not be there at all.")
    )
    mission = forms.BooleanField(
        label=_("Kept for a reason of the charter, whatever it brings"), required=False
    )
    review = forms.DateField(
        label=_("Look at it again on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    call_cost = forms.DecimalField(label=_("Euros per call"), max_digits=9, decimal_places=4, required=False)
    month_cost = forms.DecimalField(
        label=_("Licence, euros a month"), max_digits=9, decimal_places=2, required=False
    )
    legal = forms.CharField(
        label=_("Legal notes"), required=False, widget=forms.Textarea(attrs={"rows": 3, "class": "input"})
    )

    def __init__(self, today: date, *args: Any, before: Terms | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.today, self.before = today, before

    def clean(self) -> dict[str, Any]:
        """What cannot hold, beside its field."""
        found = super().clean() or self.cleaned_data
        if not self.errors:
            for field, why in terms.problems(self.terms(), self.today, self.before):
                self.add_error(field, gettext(why.sentence) % why.facts)
        return found

    def terms(self) -> Terms:
        """What was written."""
        given = {name: self.cleaned_data[name] for name in terms.NAMES}
        return Terms(**{**given, "floor": given["floor"] or 0, "least": given["least"] or 0})


class NameForm(TermsForm):
    """A network that is written down for the first time."""

    title = forms.CharField(
        label=_("Network"),
        max_length=60,
        widget=forms.TextInput(attrs={"class": "input", "list": "networks", "autocomplete": "off"}),
        help_text=_("One that we can speak through, or any other by its name."),
    )
    field_order = ("title", "reason", "criterion")


class ChangeForm(TermsForm):
    """Other terms, and why."""

    words = forms.CharField(label=_("Why it is changed"), max_length=500, required=False)
    aims = forms.TypedMultipleChoiceField(
        label=_("What it serves in the charter"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, aims: Sequence[Aim], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["aims"].choices = [(one.pk, str(one)) for one in aims]  # type: ignore[attr-defined]  # a ChoiceField


class MoveForm(forms.Form):
    """Another state, and why."""

    words = forms.CharField(label=_("Why"), max_length=500, required=False)


class StepForm(forms.Form):
    """A word on one step of an exit."""

    outcome = forms.ChoiceField(
        label=_("What became of it"),
        choices=(
            (ExitStep.DONE, _("done")),
            (ExitStep.IMPOSSIBLE, _("impossible")),
            (ExitStep.OPEN, _("open")),
        ),
    )
    evidence = forms.CharField(label=_("What you saw"), max_length=1000, required=False)
