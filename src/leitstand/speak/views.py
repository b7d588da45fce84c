"""Pages of what we say: the inbox, and every publication with its life."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from leitstand.listen import queries as listen
from leitstand.people.queries import EDITOR, here, may
from leitstand.speak import actions, holding, late, limits, pages, queries
from leitstand.speak.aiming import actions as pointing
from leitstand.speak.aiming import queries as aiming
from leitstand.speak.composing import offering
from leitstand.speak.forms import AnswerForm, LetStandForm, TakeDownForm
from leitstand.speak.triage import claims, minutes, words
from leitstand.vocabulary.errors import Invalid, LeitstandError, Refused

if TYPE_CHECKING:
    from leitstand.listen.models import Mention
    from leitstand.people.models import Membership
    from leitstand.speak.models import Delivery


def inbox(request: HttpRequest) -> HttpResponse:
    """What might need us, and the chosen one beside it."""
    member = here(request)
    now = timezone.now()
    minutes.touch(member, now=now)
    post = request.GET.get("post", "")
    mention = listen.mention(member.organization, int(post)) if post.isdecimal() else None
    tab, number = request.GET.get("tab", ""), request.GET.get("page", "")
    page = pages.inbox(member, tab, number, mention, now=now, order=_order(request))
    return _inbox(request, page)


def _order(request: HttpRequest) -> str:
    """The order of the list: as asked for, else as last time."""
    asked = request.GET.get("order", "")
    if asked in queries.ORDERS:
        request.session["inbox_order"] = asked
    kept = str(request.session.get("inbox_order", ""))
    return kept if kept in queries.ORDERS else queries.BEST


@require_POST
def answer(request: HttpRequest, mention_id: int) -> HttpResponse:
    """Write an answer, look how it would look, or begin it with saved words."""
    member = here(request)
    mention = listen.mention(member.organization, mention_id)
    form = _form(mention, request.POST)
    now = timezone.now()
    if "insert" in request.POST:
        return _inserted(request, member, mention)
    if "offer" in request.POST:
        form = _form(mention, _taken(request, member, mention, form, now))
    if {"preview", "offer"} & request.POST.keys():
        shown = pages.preview_of(member, mention, form, now)
        return again(request, member, mention, form=form, preview=shown)
    if not form.is_valid():
        return again(request, member, mention, status=422, form=form)
    try:
        said = _answer(request, member, mention, form, now)
    except (Refused, Invalid) as error:
        status = 409 if isinstance(error, Refused) else 422
        shown = pages.preview_of(member, mention, form, now)
        kept = form.cleaned_data["content"]
        return again(
            request, member, mention, status=status, form=form, preview=shown, problem=error, kept=kept
        )
    if said.state == "waiting":
        told = gettext("Somebody else reads the answer first; it waits among the approvals.")
    else:
        told = gettext("The answer goes out in a moment.")
    _say_undo(request, mention, told)
    return after(request)


def _form(mention: Mention, given: QueryDict) -> AnswerForm:
    """What was filled in."""
    return AnswerForm(queries.accounts_for(mention), given, aims=aiming.known(mention.organization))


def _taken(
    request: HttpRequest, member: Membership, mention: Mention, form: AnswerForm, now: datetime
) -> QueryDict:
    """The answer with the words in it that the policy offers; as it was where they fit no longer."""
    given = request.POST.copy()
    shown = pages.preview_of(member, mention, form, now)
    for finding in shown.findings if shown else ():
        wanted = offering.button(shown.account.pk, 0, shown.content, finding) if shown else ""
        if shown and wanted and wanted == request.POST["offer"]:
            head, tail = shown.content[: finding.start], shown.content[finding.end :]
            given["content"] = f"{head}{finding.offer}{tail}"
    return given


def _inserted(request: HttpRequest, member: Membership, mention: Mention) -> HttpResponse:
    """The answer so far, with saved words behind it."""
    given = request.POST.copy()
    chosen = given.get("saved", "")
    if chosen.isdecimal():
        row = words.one(member.organization, int(chosen))
        so_far = given.get("content", "").rstrip()
        given["content"] = f"{so_far}\n\n{words.filled(row, mention)}".strip()
        given["language"] = row.language
    form = _form(mention, given)
    return again(request, member, mention, form=form)


@require_POST
def preview(request: HttpRequest, mention_id: int) -> HttpResponse:
    """The answer as it would look, while it is written."""
    member = here(request)
    mention = listen.mention(member.organization, mention_id)
    form = _form(mention, request.POST)
    now = timezone.now()
    claims.renew(member, mention, now=now)
    minutes.touch(member, now=now)
    found = pages.preview_of(member, mention, form, now)
    return render(request, "speak/_preview.html", {"preview": found})


@require_POST
def let_stand(request: HttpRequest, mention_id: int) -> HttpResponse:
    """Decide not to answer."""
    member = here(request)
    mention = listen.mention(member.organization, mention_id)
    form = LetStandForm(request.POST)
    reason = form.data.get("reason", "")
    try:
        actions.let_stand(member, mention, reason, form.data.get("words", ""), now=timezone.now())
    except (Refused, Invalid) as error:
        status = 409 if isinstance(error, Refused) else 422
        return again(request, member, mention, status=status, problem=error)
    said = {**actions.REASONS, **actions.TAKEN_OFF}[reason]
    _say_undo(request, mention, gettext("Let stand: %(reason)s.") % {"reason": gettext(said)})
    return after(request)


@require_POST
def undo(request: HttpRequest, mention_id: int) -> HttpResponse:
    """Back to the inbox."""
    member = here(request)
    mention = listen.mention(member.organization, mention_id)
    try:
        actions.undo(member, mention, now=timezone.now())
    except Refused as error:
        return again(request, member, mention, status=409, problem=error)
    messages.success(request, gettext("Back in the inbox."))
    return redirect(pages.link(queries.OPEN, mention.pk))


def hold(request: HttpRequest) -> HttpResponse:
    """Hold everything, or let it go on."""
    member = here(request)
    now = timezone.now()
    if request.method == "POST" and "go-on" in request.POST:
        holding.go_on(member, now=now)
        messages.success(request, gettext("It goes on: what is due goes out now."))
        return redirect("speak:hold")
    if request.method == "POST":
        holding.hold(member, request.POST.get("reason", ""), now=now)
        return redirect("speak:hold")
    context = {
        "held": holding.pause(member.organization),
        "waiting": queries.on_the_way(member.organization).count(),
        "late": list(late.overdue(now).filter(organization=member.organization)[:20]),
        "may": may(member, EDITOR),
    }
    return render(request, "speak/hold.html", context)


def publications(request: HttpRequest) -> HttpResponse:
    """Everything we said, newest first, and where it stands."""
    member = here(request)
    rows = Paginator(queries.deliveries(member.organization), pages.ROWS).get_page(request.GET.get("page", 1))
    return render(request, "speak/publications.html", {"rows": rows})


def publication(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """One publication and its life."""
    member = here(request)
    page = pages.publication(member, queries.delivery(member.organization, delivery_id))
    partial = request.headers.get("HX-Request") == "true"
    template = "speak/_publication.html" if partial else "speak/publication.html"
    return render(request, template, {"page": page})


@require_POST
def take_down(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """Take a publication back."""
    member = here(request)
    delivery = queries.delivery(member.organization, delivery_id)
    form = TakeDownForm(request.POST)
    if not form.is_valid():
        page = pages.publication(member, delivery, form=form)
        return render(request, "speak/publication.html", {"page": page}, status=422)
    try:
        actions.take_down(member, delivery, form.cleaned_data["reason"], now=timezone.now())
    except Refused as error:
        return _publication_problem(request, member, delivery_id, error)
    return redirect("speak:publication", delivery_id)


@require_POST
def act(request: HttpRequest, delivery_id: int, act: str) -> HttpResponse:
    """Look now, send again, withdraw, or re-read the public address."""
    member = here(request)
    delivery = queries.delivery(member.organization, delivery_id)
    now = timezone.now()
    try:
        match act:
            case "look":
                actions.look_now(member, delivery, now=now)
            case "again":
                actions.send_again(member, delivery, now=now)
            case "withdraw":
                actions.withdraw(member, delivery, now=now)
            case _:
                actions.look_again(member, delivery, now=now)
    except Refused as error:
        return _publication_problem(request, member, delivery_id, error)
    return redirect("speak:publication", delivery_id)


def _answer(
    request: HttpRequest, member: Membership, mention: Mention, form: AnswerForm, now: datetime
) -> Delivery:
    account = form.accounts[form.cleaned_data["account"]]
    delivery = actions.answer(
        member,
        mention,
        account,
        form.cleaned_data["content"],
        language=form.cleaned_data["language"],
        limit=limits.of(account).characters,
        now=now,
        take="take" in request.POST,
    )
    if delivery.reply and form.cleaned_data["aims"]:
        pointing.point(member, delivery.reply, form.cleaned_data["aims"])
    return delivery


def _say_undo(request: HttpRequest, mention: Mention, said: str) -> None:
    messages.success(request, said, extra_tags=f"undo:{mention.pk}")


def _inbox(request: HttpRequest, page: pages.Inbox, status: int = 200) -> HttpResponse:
    return render(request, "speak/inbox.html", {"page": page, "keys": pages.KEYS}, status=status)


def after(request: HttpRequest) -> HttpResponse:
    """Where one goes when a post is settled: to the next one, else to the list."""
    tab, following = request.POST.get("tab", ""), request.POST.get("after", "")
    if following.isdecimal():
        return redirect(pages.link(tab if tab in queries.TABS else queries.OPEN, int(following)))
    return redirect("speak:inbox")


def again(
    request: HttpRequest, member: Membership, mention: Mention, *, status: int = 200, **detail: object
) -> HttpResponse:
    """The inbox with the same post, and what is to be said of it."""
    tab = request.POST.get("tab", "")
    page = pages.inbox(member, tab, "", mention, now=timezone.now(), order=_order(request), **detail)
    return _inbox(request, page, status)


def _publication_problem(
    request: HttpRequest, member: Membership, delivery_id: int, error: LeitstandError
) -> HttpResponse:
    page = pages.publication(member, queries.delivery(member.organization, delivery_id), problem=error)
    return render(request, "speak/publication.html", {"page": page}, status=409)
