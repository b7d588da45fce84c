"""Pages of alarms."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from leitstand.listen import queries as listen
from leitstand.listen.alarms import actions, devices, events, forms, pages, pushing, queries, sending
from leitstand.listen.alarms.messages import figures
from leitstand.listen.models import AlarmReach
from leitstand.people.forms import OurForm
from leitstand.people.queries import here, may
from leitstand.vocabulary.errors import Invalid, LeitstandError
from leitstand.wire import push


@require_safe
def alarms(request: HttpRequest) -> HttpResponse:
    """All alarms."""
    member = here(request)
    page = pages.alarms(member, timezone.now(), may=may(member, actions.EDITOR))
    return render(request, "listen/alarms/alarms.html", {"page": page})


@require_safe
def alarm(request: HttpRequest, id: int) -> HttpResponse:
    """One alarm."""
    member = here(request)
    page = pages.alarm(member, id, timezone.now(), may=may(member, actions.EDITOR))
    return render(request, "listen/alarms/alarm.html", {"page": page})


@require_POST
def take_alarm(request: HttpRequest, id: int) -> HttpResponse:
    """Somebody who is signed in takes an alarm."""
    member = here(request)
    actions.take(member, queries.alarm(member.organization, id), now=timezone.now())
    messages.success(request, gettext("You have taken it. Nobody else is woken."))
    return redirect("listen:alarm", id)


@require_POST
def close_alarm(request: HttpRequest, id: int) -> HttpResponse:
    """Done with it: there was something to it, or not."""
    member = here(request)
    found = queries.alarm(member.organization, id)
    actions.close(member, found, request.POST.get("verdict", ""), now=timezone.now())
    messages.success(request, gettext("Closed. Thank you; this shows how good the alarms are."))
    return redirect("listen:alarm", id)


def take_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The link of a notice: looking changes nothing, the button takes the alarm. Needs no sign-in."""
    found, person = actions.taken_by_link(token)
    with translation.override(person.language or found.organization.language):
        if request.method == "POST":
            found = actions.acknowledge(found, person, now=timezone.now())
        context = {"alarm": found, "person": person, "figures": figures(found)}
        return render(request, "listen/alarms/take.html", context)


@require_POST
def begin_drill(request: HttpRequest) -> HttpResponse:
    """Inject a storm over a watch."""
    member = here(request)
    said = request.POST.get("watch", "")
    watch = listen.watch(member.organization, int(said) if said.isdecimal() else 0)
    actions.begin_drill(member, watch, now=timezone.now())
    messages.success(request, gettext("The drill has begun. Its alarm reaches you within a minute."))
    return redirect("listen:alarms")


def plan(request: HttpRequest) -> HttpResponse:
    """How many false alarms are bearable, and who is told."""
    member = here(request)
    form = forms.PlanForm(
        member, request.POST or None, initial=forms.plan_initial(queries.plan(member.organization_id))
    )
    if request.method == "POST" and form.is_valid():
        actions.change_plan(member, **form.wishes)
        messages.success(request, gettext("Saved. It holds from the next five minutes on."))
        return redirect("listen:alarm-plan")
    context = {
        "form": form,
        "may": may(member, actions.OWNER),
        "plan": queries.plan(member.organization_id),
        "record": queries.record(member.organization, timezone.now()),
    }
    return render(request, "listen/alarms/plan.html", context, status=_status(form))


def reach(request: HttpRequest) -> HttpResponse:
    """By what I am told, and when not."""
    member = here(request)
    kept = queries.reach(member)
    form = forms.ReachForm(request.POST or None, initial=forms.reach_initial(kept))
    if request.method == "POST" and form.is_valid():
        actions.change_reach(member, **form.wishes)
        messages.success(request, gettext("Saved."))
        return redirect("listen:alarm-reach")
    return _reach(request, form, kept)


@require_POST
def add_device(request: HttpRequest) -> HttpResponse:
    """The browser said yes: alarms are shown on this device from now on."""
    member = here(request)
    try:
        browser = push.check(*(request.POST.get(name, "") for name in ("endpoint", "p256dh", "auth")))
        devices.add(member.person, browser, request.headers.get("user-agent", ""))
    except LeitstandError as error:
        return _reach_again(request, error)
    messages.success(request, gettext("Turned on. Try it, so that you know it works."))
    return redirect("listen:alarm-reach")


@require_POST
def remove_device(request: HttpRequest, id: int) -> HttpResponse:
    """Alarms are shown on this device no longer."""
    try:
        devices.remove(here(request).person, id)
    except LeitstandError as error:
        return _reach_again(request, error)
    messages.success(request, gettext("Removed. Nothing is sent to this device any more."))
    return redirect("listen:alarm-reach")


@require_POST
def try_device(request: HttpRequest, id: int) -> HttpResponse:
    """A line to one of my devices, at once."""
    try:
        pushing.try_push(here(request).person, id, now=timezone.now())
    except LeitstandError as error:
        return _reach_again(request, error)
    messages.success(request, gettext("Sent. It should be shown on the device in a moment."))
    return redirect("listen:alarm-reach")


@require_POST
def try_chat(request: HttpRequest) -> HttpResponse:
    """A line to my chat address, at once."""
    member = here(request)
    kept = queries.reach(member)
    try:
        sending.try_chat(kept)
    except LeitstandError as error:
        return _reach_again(request, error)
    messages.success(request, gettext("Sent. Look into your chat."))
    return redirect("listen:alarm-reach")


def add_event(request: HttpRequest) -> HttpResponse:
    """Watch for a talk or an interview."""
    member = here(request)
    form = forms.EventForm(member, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = events.plan_event(member, form.occasion(member.person.time_zone), now=timezone.now())
        except Invalid as error:
            form.refuse(error, "day")
        else:
            messages.success(request, gettext("Planned. The watch begins and ends by itself."))
            return redirect("listen:alarm-event", made.pk)
    context = {"form": form, "may": may(member, actions.EDITOR), "plan": queries.plan(member.organization_id)}
    return render(request, "listen/alarms/add_event.html", context, status=_status(form))


@require_safe
def event(request: HttpRequest, id: int) -> HttpResponse:
    """One event and what its watch found."""
    member = here(request)
    page = pages.event(member, id, may=may(member, actions.EDITOR))
    return render(request, "listen/alarms/event.html", {"page": page})


@require_POST
def cancel_event(request: HttpRequest, id: int) -> HttpResponse:
    """Look out for it no longer."""
    member = here(request)
    events.cancel(member, queries.event(member.organization, id), now=timezone.now())
    messages.success(request, gettext("The watch of this event looks out no longer. What it found stays."))
    return redirect("listen:alarms")


def _reach_again(request: HttpRequest, problem: LeitstandError) -> HttpResponse:
    kept = queries.reach(here(request))
    return _reach(request, forms.ReachForm(initial=forms.reach_initial(kept)), kept, problem)


def _reach(
    request: HttpRequest, form: forms.ReachForm, kept: AlarmReach, problem: LeitstandError | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "reach": kept,
        "person": here(request).person,
        "problem": problem,
        "mail_works": bool(settings.CONFIG.mail_url),
        "devices": devices.devices(here(request).person),
        "push_key": devices.public_key(),
    }
    status = 422 if problem else _status(form)
    return render(request, "listen/alarms/reach.html", context, status=status)


def _status(form: OurForm) -> int:
    return 422 if form.errors else 200
