"""How signing in behaves here: nobody signs up by themselves; an owner invites them."""

from __future__ import annotations

from time import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from django.http import HttpRequest

_OBVIOUS = frozenset({"account/messages/logged_in.txt", "account/messages/logged_out.txt"})


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Sign-up is closed; the first person is made by the first-run pages."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: people are invited."""
        return False

    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:
        """Not within minutes of signing in: allauth counts only what was asked again, never the sign-in."""
        if not super().is_reauthentication_required(app=app, **more):
            return False
        request = context.request
        signed_in = [record["at"] for record in get_authentication_records(request, request.user)]
        return bool(time() - max(signed_in, default=0.0) >= app_settings.REAUTHENTICATION_TIMEOUT)

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *more: Any, **named: Any
    ) -> None:
        """Say what happened, but not what anybody sees anyway."""
        if message_template not in _OBVIOUS:
            super().add_message(request, level, message_template, *more, **named)
