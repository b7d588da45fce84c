"""Pages of the network accounts we speak as."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from leitstand.people import actions, permissions, queries, quotas
from leitstand.people.models import Account, Role


@dataclass(frozen=True, slots=True)
class State:
    """How the state of an account is shown, and what can be done about it."""

    chip: str
    icon: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One account on the page: its state, days until its permission ends, what is left of its quotas."""

    account: Account
    state: State
    days: int | None
    soon: bool
    left: list[quotas.Left]


def accounts(request: HttpRequest) -> HttpResponse:
    """As whom we speak, whether it works, and what to do where it does not."""
    member, now = queries.here(request), timezone.now()  # noqa: TID251  # a view: the edge
    return render(
        request,
        "people/accounts.html",
        {
            "rows": [_row(one, now) for one in queries.accounts(member.organization)],
            "networks": queries.speakers(),
            "may": queries.may(member, Role.OWNER),
        },
    )


@require_POST
def hold(request: HttpRequest, account_id: int) -> HttpResponse:
    """Pause an account."""
    account = actions.hold_account(queries.here(request), account_id)
    messages.success(request, gettext("%(name)s is paused.") % {"name": account.handle or account.name})
    return redirect("people:accounts")


@require_POST
def resume(request: HttpRequest, account_id: int) -> HttpResponse:
    """Use an account again."""
    account = actions.resume_account(queries.here(request), account_id)
    messages.success(request, gettext("%(name)s is in use again.") % {"name": account.handle or account.name})
    return redirect("people:accounts")


def disconnect(request: HttpRequest, account_id: int) -> HttpResponse:
    """Forget an account's credentials, after one look at what that means."""
    member = queries.here(request)
    queries.require(member, Role.OWNER)
    account = queries.account(member.organization, account_id)
    if request.method != "POST":
        return render(request, "people/disconnect.html", {"account": account})
    actions.disconnect(member, account_id)
    messages.success(request, gettext("%(name)s is disconnected.") % {"name": account.handle or account.name})
    return redirect("people:accounts")


def _row(account: Account, now: datetime) -> Row:
    days = permissions.days_left(account, now)
    return Row(
        account=account,
        state=_state(account),
        days=days,
        soon=days is not None and days < permissions.WARN_DAYS[0],
        left=quotas.left(account, now) if account.state == Account.WORKING else [],
    )


def _state(account: Account) -> State:
    return {
        Account.WORKING: State("done", "check", gettext("connected")),
        Account.RECONNECT: State("stop", "octagon-x", gettext("connect again")),
        Account.PAUSED: State("", "pause", gettext("paused")),
    }.get(account.state, State("", "unplug", gettext("disconnected")))
