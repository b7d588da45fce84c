"""What people fill in about judging."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from leitstand.people.forms import OurForm


class QuestionForm(OurForm):
    """A question of the team's own."""

    name = forms.CharField(label=_("Question"), max_length=100)
    labels = forms.CharField(
        label=_("Answers"),
        max_length=500,
        help_text=_("Two or more, separated by commas, for example: yes, no"),
    )

    @property
    def answers(self) -> list[str]:
        """The answers one by one."""
        return [one.strip() for one in self.cleaned_data["labels"].split(",")]
