"""What an owner fills in about the archive."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leitstand.listen.archiving.actions import LONGEST_DAYS
from leitstand.vocabulary.errors import LeitstandError


class ArchiveForm(forms.Form):
    """Whether, what for, and how long."""

    active = forms.BooleanField(label=_("Keep everything our sources say"), required=False)
    purpose = forms.CharField(
        label=_("What for"),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=_(
            "A sentence that somebody whose posts are kept would understand. For example: to see what a new "
            "watch would have found in the last two weeks."
        ),
    )
    days = forms.IntegerField(
        label=_("For how many days"),
        min_value=1,
        max_value=LONGEST_DAYS,
        help_text=_("Each day's posts are deleted when so many days are over. As few as the purpose needs."),
    )

    def refuse(self, error: LeitstandError) -> None:
        """Say under the purpose why nothing was changed."""
        self.add_error("purpose", gettext(error.sentence) % error.facts)


class EraseForm(forms.Form):
    """Whom or what to take out."""

    whom = forms.CharField(
        label=_("Person or post"),
        max_length=1000,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("The id or handle of a person, such as @anna@chaos.example, or the id of a post."),
    )
