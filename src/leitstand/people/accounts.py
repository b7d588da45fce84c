"""Pages of the network accounts we speak as."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from leitstand.people import actions, queries
from leitstand.people.models import Account, Role


@dataclass(frozen=True, slots=True)
class State:
    """How the state of an account is shown, and what can be done about it."""

    chip: str
    icon: str
    label: str


def accounts(request: HttpRequest) -> HttpResponse:
    """As whom we speak, whether it works, and what to do where it does not."""
    member = queries.here(request)
    return render(
        request,
        "people/accounts.html",
        {
            "accounts": [(one, _state(one)) for one in queries.accounts(member.organization)],
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


def _state(account: Account) -> State:
    return {
        Account.WORKING: State("done", "check", gettext("connected")),
        Account.RECONNECT: State("stop", "octagon-x", gettext("connect again")),
        Account.PAUSED: State("", "pause", gettext("paused")),
    }.get(account.state, State("", "unplug", gettext("disconnected")))
