"""The page that connects an account: it speaks as it from then on, and hears what is said to it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from leitstand.listen import actions as listen
from leitstand.people import actions, forms, queries, wires
from leitstand.vocabulary.errors import LeitstandError


def connect(request: HttpRequest, network: str) -> HttpResponse:
    """Connect an account, or connect it anew; in the first run the way leads back there."""
    member = queries.here(request)
    queries.require(member, queries.OWNER)
    speaks = next((one for one in queries.speakers() if one.name == network), None)
    if speaks is None:
        raise Http404
    then = "welcome_networks" if "first-run" in request.GET else "people:accounts"
    form = forms.ConnectForm(speaks, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with wires.open_wire() as wire:
                account = actions.connect(member, network, form.cleaned_data, wire=wire)
        except LeitstandError as error:
            form.refuse(error)
        else:
            listen.listen_to_account(account, now=timezone.now())
            name = account.handle or account.name
            messages.success(request, gettext("%(name)s is connected.") % {"name": name})
            return redirect(then)
    context = {"form": form, "network": speaks, "then": then}
    return render(request, "people/connect.html", context, status=422 if form.errors else 200)
