"""Forms of reports."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from leitstand.learn.reports.facts import FIGURES

DAYS = (
    *((0, _("Monday")), (1, _("Tuesday")), (2, _("Wednesday")), (3, _("Thursday"))),
    *((4, _("Friday")), (5, _("Saturday")), (6, _("Sunday"))),
)


class RemarkForm(forms.Form):
    """A remark on the week or one of its figures."""

    figure = forms.ChoiceField(
        label=_("About"),
        required=False,
        choices=[("", _("the whole week")), *((kind.name, _(kind.label)) for kind in FIGURES)],
    )
    content = forms.CharField(
        label=_("In own words"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "input said"}),
    )


class PlanForm(forms.Form):
    """When the report is sent."""

    active = forms.BooleanField(label=_("Send the weekly report by mail"), required=False)
    weekday = forms.TypedChoiceField(label=_("Day"), choices=DAYS, coerce=int)
    hour = forms.TimeField(label=_("Time"), widget=forms.TimeInput(attrs={"type": "time"}))
