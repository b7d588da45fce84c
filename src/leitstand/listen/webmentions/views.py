"""Where other sites tell us that they link to ours, and the page on which that is explained and chosen."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from leitstand import registry
from leitstand.listen.webmentions import actions, queries
from leitstand.people.queries import OWNER, here, may
from leitstand.vocabulary.errors import Invalid, TryLater

MOST_A_MINUTE, MOST_BY_ONE = 300, 30
PLAIN = "text/plain; charset=utf-8"


@csrf_exempt
@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    """Take a webmention (section 3.2 of the recommendation): 202, it is looked at later; 400; 429."""
    if _too_many(request):
        return _busy(60)
    try:
        network = registry.network(actions.NETWORK)
        source, target = network.asked(request.POST.dict(), queries.ours())  # type: ignore[attr-defined]  # LINK
        actions.ask(source, target, now=timezone.now())
    except Invalid as error:
        return HttpResponse(str(error), status=400, content_type=PLAIN)
    except TryLater as error:
        return _busy(int(error.wait.total_seconds()))
    return HttpResponse("Accepted; the source will be looked at.", status=202, content_type=PLAIN)


def links(request: HttpRequest) -> HttpResponse:
    """Links to our pages and from them: the address for the site, the choice, and the latest."""
    member = here(request)
    if request.method == "POST":
        row = actions.choose(member, tell="tell" in request.POST, now=timezone.now())
        messages.success(
            request,
            gettext("Pages are told from now on.") if row.since else gettext("Nobody is told any more."),
        )
        return redirect("listen:webmentions")
    asked, told = queries.latest(member.organization)
    address = f"{settings.CONFIG.origin}{reverse('public:webmention')}"
    context = {
        "address": address,
        "header": f'Link: <{address}>; rel="webmention"',
        "sites": queries.sites(member.organization),
        "linking": queries.linking(member.organization),
        "may": may(member, OWNER),
        "asked": asked,
        "told": told,
    }
    return render(request, "listen/webmentions.html", context)


def _too_many(request: HttpRequest) -> bool:
    """Counted by the minute: of one sender and of all; of senders only their address, and not for longer."""
    everybody = f"webmention-{int(timezone.now().timestamp()) // 60}"
    one = f"{everybody}-{request.META.get('REMOTE_ADDR', '')}"
    counts = {key: cache.get_or_set(key, 0, 120) or 0 for key in (one, everybody)}
    if counts[one] >= MOST_BY_ONE or counts[everybody] >= MOST_A_MINUTE:
        return True
    for key, count in counts.items():
        cache.set(key, count + 1, 120)
    return False


def _busy(seconds: int) -> HttpResponse:
    said = HttpResponse("Too many webmentions; send it again later.", status=429, content_type=PLAIN)
    said.headers["Retry-After"] = str(seconds)
    return said
