"""Pages of taking back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from leitstand.people.queries import EDITOR, OWNER, here, may
from leitstand.speak import actions as speak
from leitstand.speak import queries as ledger
from leitstand.speak.approving import queries as approving
from leitstand.speak.composing import queries as composing
from leitstand.speak.models import Delivery
from leitstand.speak.recalling import actions, queries
from leitstand.vocabulary.errors import Invalid, LeitstandError, Refused

if TYPE_CHECKING:
    from leitstand.people.models import Membership

ROWS = 30


def recalls(request: HttpRequest) -> HttpResponse:
    """Everything that was taken back, and who may press at night."""
    member = here(request)
    rows = Paginator(queries.recalls(member.organization), ROWS).get_page(request.GET.get("page", 1))
    lines = [(row, queries.counts(row.takedowns.all())) for row in rows]
    context = {"rows": rows, "lines": lines, "plan": approving.plan(member.organization)}
    return render(request, "speak/recalling/recalls.html", context)


def recall(request: HttpRequest, recall_id: int) -> HttpResponse:
    """One of them: each network's answer, what stays, what nobody takes back, the correction."""
    member = here(request)
    row = queries.recall(member.organization, recall_id)
    now = timezone.now()
    if request.method == "POST":
        match request.POST.get("act"):
            case "correct":
                return redirect("speak:thought", actions.correct(member, row, now=now).pk)
            case "hold":
                actions.hold_until(member, row, _day(request.POST.get("until", "")))
            case _:
                for one in row.takedowns.all():
                    if one.state not in (queries.GONE, queries.IMPOSSIBLE) and one.delivery.state == "sent":
                        speak.look_again(member, one.delivery, now=now)
        return redirect("speak:recall", row.pk)
    takedowns = sorted(row.takedowns.all(), key=lambda one: (one.delivery.account_id, one.delivery.part))
    counts = queries.counts(takedowns)
    context = {
        "recall": row,
        "takedowns": takedowns,
        "counts": counts,
        "tally": _tally(counts),
        "kept_whole": actions.fingerprint(row.kept) == row.sha256,
        "settled": counts[queries.GONE] + counts[queries.IMPOSSIBLE] == len(takedowns),
        "may": may(member, EDITOR),
        "owner": may(member, OWNER),
    }
    partial = request.headers.get("HX-Request") == "true"
    return render(request, f"speak/recalling/{'_recall' if partial else 'recall'}.html", context)


def ask(request: HttpRequest, kind: str, id: int) -> HttpResponse:
    """Before the press: what will be asked where; and the press itself."""
    member = here(request)
    rows = _rows(member, kind, id)
    problem: LeitstandError | None = None
    if request.method == "POST":
        try:
            row = actions.recall(member, rows, request.POST.get("reason", ""), now=timezone.now())
        except (Invalid, Refused) as error:
            problem = error
        else:
            return redirect("speak:recall", row.pk)
    public = [one for one in rows if one.state in ("sent", "unknown", "claimed", "preparing", "sending")]
    planned = [one for one in rows if one.state in ("due", "waiting")]
    context = {"rows": rows, "public": public, "planned": planned, "problem": problem}
    status = 200 if problem is None else 409 if isinstance(problem, Refused) else 422
    return render(request, "speak/recalling/ask.html", context, status=status)


def _rows(member: Membership, kind: str, id: int) -> list[Delivery]:
    if kind == "thought":
        return queries.of_thought(composing.thought(member.organization, id).pk)
    return [ledger.delivery(member.organization, id)]


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None


def _tally(counts: dict[str, int]) -> list[tuple[str, str, str, int]]:
    """The bar of states: name, where it begins and how wide it is in percent, count."""
    whole, at, told = sum(counts.values()) or 1, 0.0, []
    waiting = counts[queries.ACCEPTED] + counts[queries.REQUESTED]
    for name, count in (
        ("gone", counts[queries.GONE]),
        ("wait", waiting),
        ("un", counts[queries.UNKNOWN]),
        ("no", counts[queries.IMPOSSIBLE]),
    ):
        if count:
            share = 100 * count / whole
            told.append((name, f"{at:.1f}%", f"{max(share - 0.5, 0.5):.1f}%", count))
            at += share
    return told
