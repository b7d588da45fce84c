"""Pages of webhooks, among the settings."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from leitstand.people.queries import OWNER, here, require
from leitstand.speak.hooks import actions, events, queries, signing, tasks
from leitstand.speak.models import Hook, Message
from leitstand.vocabulary.errors import Invalid


def hooks(request: HttpRequest) -> HttpResponse:
    """Who is told of our posts, what they answered, and a form for another one."""
    member = here(request)
    require(member, OWNER)
    if request.method != "POST":
        return _page(request)
    url, kinds = request.POST.get("url", ""), request.POST.getlist("kinds")
    try:
        made = actions.add(member, url, kinds, now=timezone.now())
    except Invalid as error:
        return _page(request, problem=error, url=url, chosen=kinds, status=422)
    return _page(request, fresh=made)


@require_POST
def act(request: HttpRequest, hook_id: int, act: str) -> HttpResponse:
    """Try, switch, a new secret, or remove."""
    member = here(request)
    hook = queries.hook(member.organization, hook_id)
    match act:
        case "test":
            row = tasks.bring(actions.test(member, hook, now=timezone.now()), timezone.now())
            _say(request, row)
        case "switch":
            actions.switch(member, hook)
        case "secret":
            return _page(request, fresh=actions.renew_secret(member, hook))
        case _:
            actions.remove(member, hook)
            messages.success(request, gettext("The webhook is removed."))
    return redirect("speak:hooks")


def _say(request: HttpRequest, row: Message) -> None:
    if row.state == Message.DONE:
        messages.success(request, gettext("The test arrived; the other side said yes."))
    else:
        messages.warning(request, gettext("The test did not arrive. What went wrong stands in its log."))


def _page(
    request: HttpRequest,
    *,
    fresh: Hook | None = None,
    problem: Invalid | None = None,
    url: str = "",
    chosen: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    rows = [(hook, queries.messages(hook)) for hook in queries.hooks(here(request).organization)]
    context = {
        "rows": rows,
        "kinds": events.KINDS,
        "chosen": list(events.KINDS) if chosen is None else chosen,
        "fresh": fresh,
        "secret": signing.shown(fresh.secret) if fresh else "",
        "problem": problem,
        "url": url,
    }
    return render(request, "speak/hooks/hooks.html", context, status=status)
