"""Pages of the charter: what holds, writing it step by step, its versions, the three questions."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_POST, require_safe

from leitstand.decide.charter import actions, drafts, pages, queries, starters
from leitstand.decide.charter.forms import SETS, DecideForm, PublicForm, QuestionsForm, StarterForm
from leitstand.listen.fronts import actions as fronting
from leitstand.listen.fronts import queries as fronts
from leitstand.people import queries as people
from leitstand.people.queries import here
from leitstand.vocabulary.errors import Invalid, LeitstandError, Refused
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Membership

REVIEW = timedelta(days=182)
"""When a charter is looked at again, unless somebody says otherwise."""

STEPS = (
    ("sentences", _("Sentences")),
    ("goals", _("Goals")),
    ("audiences", _("Audiences")),
    ("questions", _("Three questions")),
    ("decide", _("Decide")),
)


@require_safe
def charter(request: HttpRequest) -> HttpResponse:
    """What holds, and what nobody lives."""
    page = pages.page(here(request), timezone.now())
    return render(request, "decide/charter/charter.html", {"page": page})


@require_safe
def charter_json(request: HttpRequest) -> HttpResponse:
    """The same as JSON."""
    now = timezone.now()
    response = JsonResponse(pages.written(pages.page(here(request), now), now))
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """A draft with the words of a starter, or with what holds."""
    member = here(request)
    form = StarterForm(request.POST)
    name = form.cleaned_data["starter"] if form.is_valid() else ""
    today = member.organization.day(timezone.now())
    words = starters.content(name, get_language() or "en", member.person_id, today) if name else None
    actions.begin(member, words)
    return redirect("decide:charter_write", "sentences")


def write(request: HttpRequest, step: str) -> HttpResponse:
    """One step of writing; pressing a button keeps it. Nothing is decided before the last one."""
    member = here(request)
    people.require(member, people.EDITOR)
    row = queries.charter(member.organization)
    if row.draft is None:
        return redirect("decide:charter")
    if request.method == "POST":
        return _kept(request, member, step)
    return _page(request, member, step, _form(member, step, row.draft))


def _form(member: Membership, step: str, draft: drafts.Content, data: Any = None) -> Any:
    """The form of a step, with what the draft says, or what was just written."""
    now = timezone.now()
    today = member.organization.day(now)
    if step == "decide":
        return DecideForm(data, today=today, initial={"review": today + REVIEW})
    if step == "questions":
        return QuestionsForm(data, initial=draft["questions"])
    told: dict[str, Any] = {}
    rows = draft[step]
    if step == "goals":
        told = {"people": [one.person for one in people.members(member.organization)], "today": today}
        rows = [{**one, "due": one["due"] and date.fromisoformat(one["due"])} for one in rows]
    return SETS[step](data, initial=rows, prefix=step, form_kwargs=told)


def _kept(request: HttpRequest, member: Membership, step: str) -> HttpResponse:
    row = queries.charter(member.organization)
    form = _form(member, step, row.draft or drafts.empty(), request.POST)
    if not form.is_valid():
        return _page(request, member, step, form, status=422)
    seen, now = request.POST.get("seen", ""), timezone.now()
    number = int(seen) if seen.isdecimal() and len(seen) < 10 else -1
    try:
        if step == "decide":
            actions.decide(member, **form.cleaned_data, seen=number, now=now)
            messages.success(request, gettext("Decided. From now on posts and decisions can point to it."))
            return redirect("decide:charter")
        said = form.cleaned_data if step == "questions" else form.rows()
        actions.keep(member, step, said, seen=number)
    except (Refused, Invalid) as error:
        status = 409 if isinstance(error, Refused) else 422
        return _page(request, member, step, form, problem=error, status=status)
    return redirect("decide:charter_write", _next(step, request.POST.get("act", "")))


def _next(step: str, act: str) -> str:
    """Where the button leads: on, back, to a step by its name, or nowhere else."""
    at = drafts.STEPS.index(step)
    if act == "on":
        return drafts.STEPS[at + 1]
    if act == "back":
        return drafts.STEPS[max(at - 1, 0)]
    return step


def _page(
    request: HttpRequest,
    member: Membership,
    step: str,
    form: Any,
    *,
    problem: LeitstandError | None = None,
    status: int = 200,
) -> HttpResponse:
    row = queries.charter(member.organization)
    draft = row.draft or drafts.empty()
    page = pages.Writing(
        step=step,
        number=drafts.STEPS.index(step) + 1,
        steps=STEPS,
        seen=row.draft_number,
        form=form,
        owner=people.may(member, people.OWNER),
        changes=drafts.changes(queries.content(member.organization), draft) if step == "decide" else (),
        problem=problem,
    )
    return render(request, f"decide/charter/{_TEMPLATES[step]}.html", {"page": page}, status=status)


_TEMPLATES = {
    "sentences": "write_rows",
    "goals": "write_rows",
    "audiences": "write_rows",
    "questions": "write_questions",
    "decide": "write_decide",
}


@require_POST
def drop(request: HttpRequest) -> HttpResponse:
    """Throw the draft away."""
    actions.drop(here(request))
    messages.success(request, gettext("The draft is gone. What was decided holds."))
    return redirect("decide:charter")


@require_safe
def versions(request: HttpRequest) -> HttpResponse:
    """Every version with its reason."""
    member = here(request)
    return render(request, "decide/charter/versions.html", {"past": pages.past(member.organization)})


def questions(request: HttpRequest) -> HttpResponse:
    """The three questions for one voice: one's own, or as an owner another one's; and every older answer."""
    member = here(request)
    everybody = [one.person for one in people.members(member.organization)]
    chosen = request.POST.get("person") or request.GET.get("person") or ""
    person = next((one for one in everybody if str(one.pk) == chosen), member.person)
    last = queries.stances(member.organization).filter(person=person).first()
    first = {name: getattr(last, name, "") for name in drafts.QUESTIONS}
    form = QuestionsForm(request.POST if request.method == "POST" else None, initial=first)
    if form.is_valid():
        actions.answer(member, person, form.cleaned_data, now=timezone.now())
        messages.success(request, gettext("Kept, with today's date."))
        return redirect("decide:charter_questions")
    context = {
        "form": form,
        "person": person,
        "people": everybody if people.may(member, people.OWNER) else [member.person],
        "stances": list(queries.stances(member.organization)[:100]),
        "may": people.may(member, people.EDITOR),
    }
    return render(request, "decide/charter/questions.html", context, status=422 if request.POST else 200)


@require_POST
def publish(request: HttpRequest) -> HttpResponse:
    """Switch the public page of decisions on or off."""
    member, now = here(request), timezone.now()
    form = PublicForm(request.POST)
    if form.is_valid():
        try:
            _published(member, form.cleaned_data, now)
        except Invalid as error:
            form.refuse(error, "slug")
        else:
            messages.success(request, gettext("Kept."))
            return redirect("decide:charter")
    page = pages.page(member, now, public=form)
    return render(request, "decide/charter/charter.html", {"page": page}, status=422)


def _published(member: Membership, given: dict[str, Any], now: datetime) -> None:
    """The page's address is that of the organisation's public stories; where there is none it gets one."""
    people.require(member, people.OWNER)
    front = fronts.front_page(member.organization)
    if given["public"] and not front.slug:
        if not given["slug"]:
            raise Invalid(
                _("A public page needs an address. It is still off; type one, for example our-name.")
            )
        kept = {name: getattr(front, name) for name in ("public", "indexed", "title", "about")}
        fronting.publish(member, {**kept, "slug": given["slug"].lower()}, now=now)
    actions.publish(member, public=given["public"], words=given["words"], now=now)
