"""The pages that connect an account: it speaks as it from then on, and hears what is said to it."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from leitstand.listen import actions as listen
from leitstand.people import actions, forms, queries, signing_in, wires
from leitstand.vocabulary.errors import LeitstandError
from leitstand.vocabulary.network import Network, Offer

if TYPE_CHECKING:
    from leitstand.people.models import Account, Membership

HOLDER = "signing_in"


def connect(request: HttpRequest, network: str) -> HttpResponse:
    """Connect an account, or connect it anew; in the first run the way leads back there.

    Where the network lets people sign in on a page of its own, they are sent there unless a token was pasted.
    """
    member = queries.here(request)
    queries.require(member, queries.OWNER)
    speaks = _speaker(network)
    form = forms.ConnectForm(speaks, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            if signing_in.possible(speaks) and not form.pasted:
                return _sent_there(request, member, speaks, form)
            with wires.open_wire() as wire:
                account = actions.connect(member, network, form.cleaned_data, wire=wire)
        except LeitstandError as error:
            form.refuse(error)
        else:
            return _connected(request, account, first_run="first-run" in request.GET)
    context = {
        "form": form,
        "network": speaks,
        "then": _then("first-run" in request.GET),
        "signs_in": signing_in.possible(speaks),
        "registers": Offer.REGISTER in speaks.offers,
        "back": _back(),
    }
    return render(request, "people/connect.html", context, status=422 if form.errors else 200)


@never_cache
@require_GET
def signed_in(request: HttpRequest) -> HttpResponse:
    """Where a network's own page sends people back to, with a code or with why there is none."""
    member = queries.here(request)
    holder = request.session.get(HOLDER, "")
    try:
        away = signing_in.take(member, request.GET.get("state", ""), holder=holder, now=timezone.now())
    except LeitstandError as error:
        messages.error(request, gettext(error.sentence) % error.facts)
        return redirect("people:accounts")
    try:
        if "code" not in request.GET:
            raise signing_in.declined(away.network, request.GET.get("error", ""))
        with wires.open_wire() as wire:
            account = signing_in.finish(member, away, code=request.GET["code"], back=_back(), wire=wire)
    except LeitstandError as error:
        messages.error(request, gettext(error.sentence) % error.facts)
        where = reverse("connect", args=[away.network])
        return redirect(f"{where}?first-run" if away.first_run else where)
    return _connected(request, account, first_run=away.first_run)


def _sent_there(
    request: HttpRequest, member: Membership, speaks: Network, form: forms.ConnectForm
) -> HttpResponse:
    """The page that leads on to the network: by a header, so that no form of ours may post elsewhere."""
    given, back = signing_in.typed(speaks, form.cleaned_data), _back()
    if Offer.REGISTER in speaks.offers:
        with wires.open_wire() as wire:
            given |= speaks.register(wire, given, back=back)
    holder = request.session.setdefault(HOLDER, secrets.token_urlsafe(32))
    state, challenge = signing_in.begin(
        member,
        speaks.name,
        given,
        holder=holder,
        first_run="first-run" in request.GET,
        now=timezone.now(),
    )
    address = signing_in.page(speaks, given, back=back, state=state, challenge=challenge)
    response = render(request, "people/leaving.html", {"network": speaks, "address": address})
    response.headers["Refresh"] = f"0; url={address}"
    response.headers["Cache-Control"] = "no-store"
    return response


def _connected(request: HttpRequest, account: Account, *, first_run: bool) -> HttpResponse:
    listen.listen_to_account(account, now=timezone.now())
    name = account.handle or account.name
    messages.success(request, gettext("%(name)s is connected.") % {"name": name})
    return redirect(_then(first_run))


def _then(first_run: bool) -> str:
    return "welcome_networks" if first_run else "people:accounts"


def _speaker(network: str) -> Network:
    found = next((one for one in queries.speakers() if one.name == network), None)
    if found is None:
        raise Http404
    return found


def _back() -> str:
    """The address that has to be entered at the network; the same for all of them."""
    return f"{settings.CONFIG.origin}{reverse('signed_in')}"
