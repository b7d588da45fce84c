"""What people fill in when they speak."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from leitstand.speak.actions import REASONS
from leitstand.speak.aiming.forms import AimingForm

if TYPE_CHECKING:
    from leitstand.people.models import Account


class AnswerForm(AimingForm):
    """An answer: the words, the account it is said as, its language."""

    content = forms.CharField(
        label=_("Your answer"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 5, "class": "input", "data-key": "r"}),
        error_messages={"required": _("There is no answer yet. Write one, or let the post stand.")},
    )
    account = forms.ChoiceField(label=_("Answer as"))
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    def __init__(self, accounts: list[Account], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.accounts = {str(account.pk): account for account in accounts}
        self.fields["account"].choices = [(key, str(one)) for key, one in self.accounts.items()]  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def chosen(self) -> Account | None:
        """The account chosen, or the first one."""
        key = str(self.data.get("account") or self.initial.get("account") or "")
        return self.accounts.get(key) or next(iter(self.accounts.values()), None)


class LetStandForm(forms.Form):
    """Why something is not answered."""

    reason = forms.ChoiceField(choices=list(REASONS.items()))
    words = forms.CharField(required=False, max_length=300)


class TakeDownForm(forms.Form):
    """Why something is taken down."""

    reason = forms.CharField(
        label=_("Why it is taken down"),
        max_length=300,
        help_text=_("Kept with the post; the network is not told."),
    )
