"""Pages of where numbers come from: each with its health, bringing in files, typing in a week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from leitstand.learn.worths import kinds
from leitstand.learn.worths import queries as worths
from leitstand.learn.worths.meters import actions, logs, queries, reading, tables, tasks
from leitstand.learn.worths.meters.forms import BringForm, MeterForm, WeekForm, monday
from leitstand.people.queries import EDITOR, OWNER, here, may, require
from leitstand.speak.aiming import queries as aiming
from leitstand.vocabulary.errors import Invalid, LeitstandError, Refused
from leitstand.vocabulary.moments import zone_of

if TYPE_CHECKING:
    from datetime import date

    from leitstand.learn.models import Meter
    from leitstand.learn.worths.meters.amounts import Amounts

LARGEST_TABLE = 20_000_000


def meters(request: HttpRequest) -> HttpResponse:
    """Every place where numbers come from, how it is, and a form for another one."""
    member, now = here(request), timezone.now()
    labels, goals = worths.labels(member.organization), aiming.usable(member.organization, "goal")
    form = MeterForm(labels, goals, request.POST or None)
    problem: LeitstandError | None = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        aim = next(iter(aiming.ours(member.organization, [given["aim"]])), None) if given["aim"] else None
        way = actions.Way(given["server"], given["site"], given["token"])
        try:
            made = actions.add(
                member, given["name"], given["reads"], kind=given["kind"], aim=aim, way=way, now=now
            )
        except Invalid as error:
            problem = error
        else:
            messages.success(request, gettext("Added."))
            return redirect("learn:meter", made.pk)
    context = {
        "meters": queries.health(member.organization, now),
        "reads": queries.READS,
        "labels": labels,
        "form": form,
        "problem": problem,
        "owner": may(member, OWNER),
    }
    return render(
        request, "learn/worths/meters.html", context, status=422 if request.method == "POST" else 200
    )


@require_safe
def meters_json(request: HttpRequest) -> JsonResponse:
    """Where numbers come from, and how each of them is. No token, no counting address."""
    told = [
        {
            "id": one.meter.pk,
            "name": one.meter.name,
            "reads": one.meter.reads,
            "kind": one.meter.kind,
            "state": one.state,
            "firstDay": one.first,
            "lastDay": one.last,
            "counted": one.total,
            "lastRead": one.meter.last_read,
        }
        for one in queries.health(here(request).organization, timezone.now())
    ]
    return JsonResponse({"meters": told})


def meter(request: HttpRequest, meter_id: int) -> HttpResponse:
    """One of them: what it gave, bringing in a file, its counting address."""
    member = here(request)
    one = queries.meter(member.organization, meter_id)
    form = BringForm(request.POST or None, request.FILES or None)
    found, problem, status = None, None, 200
    if request.method == "POST":
        require(member, EDITOR)
        status = 422
        if form.is_valid():
            try:
                found = _brought(request, one, form.cleaned_data)
                status = 200
            except (Invalid, Refused) as error:
                problem = error
    address = f"{settings.CONFIG.origin}{reverse('learn:count', args=[queries.token(one)])}"
    context = {
        "meter": one,
        "reads": queries.READS[one.reads],
        "kind": worths.labels(member.organization).get(one.kind, one.kind),
        "health": next(
            row for row in queries.health(member.organization, timezone.now()) if row.meter == one
        ),
        "form": form if one.reads in (queries.TABLE, queries.LOG) else None,
        "found": found,
        "left": [(logs.LEFT.get(why, why), n) for why, n in (found.left if found else {}).items() if n],
        "problem": problem,
        "address": address if one.reads == queries.FORM and may(member, OWNER) else "",
        "owner": may(member, OWNER),
        "may": may(member, EDITOR),
    }
    return render(request, "learn/worths/meter.html", context, status=status)


def _brought(request: HttpRequest, one: Meter, given: dict[str, Any]) -> Amounts:
    member, now, file = here(request), timezone.now(), given["file"]
    if one.reads == queries.LOG:
        return reading.read(member, one, file.file, now=now)
    if file.size > LARGEST_TABLE:
        raise Invalid(tables.TOO_LARGE)
    found = tables.read(
        file.read(),
        kind=one.kind,
        network_of=queries.reader(member.organization),
        today=timezone.localdate(now, zone_of(member.organization.time_zone)),
        day=given["day"],
        kinds=list(worths.labels(member.organization)),
    )
    actions.bring(member, one, found, now=now)
    return found


@require_POST
def act(request: HttpRequest, meter_id: int, act: str) -> HttpResponse:
    """Ask now, switch, another token or counting address, or remove."""
    member, now = here(request), timezone.now()
    one = queries.meter(member.organization, meter_id)
    match act:
        case "ask":
            require(member, EDITOR)
            if one.reads in queries.ASKED:
                tasks.read_one(one, now)
        case "switch":
            actions.switch(member, one, now=now)
        case "renew":
            actions.renew(member, one, request.POST.get("token", ""), now=now)
        case "remove":
            actions.remove(member, one)
            messages.success(request, gettext("Removed, with everything it counted."))
            return redirect("learn:meters")
    return redirect("learn:meter", one.pk)


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of the table of a week, and who typed what stands in it."""

    field: Any
    label: str
    typed: queries.Typed | None


def week(request: HttpRequest, meter_id: int) -> HttpResponse:
    """The table of one week that somebody types in: networks down, kinds across."""
    member, now = here(request), timezone.now()
    one = queries.meter(member.organization, meter_id)
    today = timezone.localdate(now, zone_of(member.organization.time_zone))
    first = monday(request.POST.get("week", "") or request.GET.get("week", ""), today)
    typed = queries.typed(one, first)
    networks = [*queries.networks(member.organization), ""]
    columns = _columns(one, worths.own_kinds(member.organization), typed)
    form = WeekForm(networks, columns, typed, request.POST or None)
    problem: LeitstandError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.type_in(member, one, first, form.told(), now=now)
            messages.success(request, gettext("Kept, with your name."))
            return redirect(f"{reverse('learn:meter_week', args=[one.pk])}?week={first}")
        except (Invalid, Refused) as error:
            problem = error
    labels = worths.labels(member.organization)
    by = {key: name for name, key in form.keys.items()}
    rows = [
        (
            network,
            [Cell(form[by[network, kind]], labels[kind], typed.get((network, kind))) for kind in columns],
        )
        for network in networks
    ]
    context = _week(one, first, today) | {
        "rows": rows,
        "columns": [labels[kind] for kind in columns],
        "form": form,
        "problem": problem,
        "may": may(member, EDITOR),
    }
    return render(request, "learn/worths/week.html", context, status=422 if request.method == "POST" else 200)


def _columns(one: Meter, own: dict[str, str], typed: dict[tuple[str, str], queries.Typed]) -> list[str]:
    """What the meter is for, then kinds nobody else counts, then what stands there already."""
    return list(dict.fromkeys([one.kind, *own, *kinds.METER, *(kind for _network, kind in typed)]))


def _week(one: Meter, first: date, today: date) -> dict[str, Any]:
    after = first + timedelta(days=7)
    return {
        "meter": one,
        "monday": first,
        "sunday": first + timedelta(days=6),
        "before": first - timedelta(days=7),
        "after": after if after <= today else None,
    }
