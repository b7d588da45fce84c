"""Where a form or page of ours says: one more. Counts only: no cookie, no picture, nothing of anybody."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from leitstand.learn.worths.meters import actions, queries
from leitstand.vocabulary.errors import Gone

if TYPE_CHECKING:
    from datetime import datetime

    from leitstand.learn.models import Meter

MOST_A_MINUTE = 60
DAY_SECONDS = 86_400
PLAIN = "text/plain; charset=utf-8"


@csrf_exempt
@require_POST
def count(request: HttpRequest, token: str) -> HttpResponse:
    """One more, from `network` (a campaign tag) or `referrer`; the same `id` counts once a day.

    204; 410 for an address that is not in use; 429 when too many come in a minute.
    """
    now = timezone.now()  # noqa: TID251  # the edge: it happened just now
    try:
        meter = queries.counting(token)
    except Gone as error:
        return HttpResponse(str(error), status=410, content_type=PLAIN)
    if _too_many(meter, now):
        said = HttpResponse("Too many at once; send it again later.", status=429, content_type=PLAIN)
        said.headers["Retry-After"] = "60"
        return said
    from_ = request.POST.get("network") or request.POST.get("referrer") or ""
    network = queries.reader(meter.organization)(from_[:500])
    with transaction.atomic():  # remembered and counted, both or neither: what fails may be sent again
        if _is_new(meter, request.POST.get("id", "")):
            actions.count_one(meter, network, now)
    said = HttpResponse(status=204)
    said.headers["Access-Control-Allow-Origin"] = "*"
    return said


def _too_many(meter: Meter, now: datetime) -> bool:
    """By the minute and the address, not by who sends: nothing of them is looked at."""
    key = f"learn-count-{meter.pk}-{int(now.timestamp()) // 60}"
    cache.add(key, 0, 120)
    return bool(cache.incr(key) > MOST_A_MINUTE)


def _is_new(meter: Meter, id: str) -> bool:
    """A webhook that is sent again counts once; of its name only a fingerprint is remembered, for a day."""
    if not id:
        return True
    name = hashlib.sha256(f"{meter.pk} {id}".encode()).hexdigest()
    return bool(cache.add(f"learn-count-{name}", 1, DAY_SECONDS))
