"""Pages of the people who work here: oneself, the organisation, its members."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from leitstand.people import actions, forms, mails, queries
from leitstand.people.models import Role
from leitstand.vocabulary.errors import Invalid, Refused

_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def me(request: HttpRequest) -> HttpResponse:
    """What somebody chose for themselves."""
    member = queries.here(request)
    form = forms.MeForm(request.POST or None, initial=forms.me_initial(member.person))
    if request.method == "POST" and form.is_valid():
        actions.change_me(member.person, **form.cleaned_data)
        messages.success(request, gettext("Saved."))
        return redirect("people:me")
    return _answer(request, "people/me.html", form, organizations=queries.memberships(member.person))


def organization(request: HttpRequest) -> HttpResponse:
    """What holds for the whole organisation."""
    member = queries.here(request)
    form = forms.OrganizationForm(
        request.POST or None, initial=forms.organization_initial(member.organization)
    )
    if request.method == "POST" and form.is_valid():
        actions.change_organization(member, **form.cleaned_data)
        messages.success(request, gettext("Saved."))
        return redirect("people:organization")
    return _answer(request, "people/organization.html", form, may=queries.may(member, Role.OWNER))


def members(request: HttpRequest) -> HttpResponse:
    """Who belongs here, as what, and who is invited."""
    member, now = queries.here(request), timezone.now()
    form = forms.InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            invitation = actions.invite(
                member, form.cleaned_data["email"], form.cleaned_data["role"], now=now
            )
        except Invalid as error:
            form.refuse(error, "email")
        else:
            _say_invited(request, sent=mails.send_invitation(invitation))
            return redirect("people:members")
    return _answer(
        request,
        "people/members.html",
        form,
        may=queries.may(member, Role.OWNER),
        members=queries.members(member.organization),
        roles=forms.roles(),
        invitations=[
            (one, mails.invitation_url(one)) for one in queries.invitations(member.organization, now)
        ],
    )


@require_POST
def change_role(request: HttpRequest, membership_id: int) -> HttpResponse:
    """Another role for a member."""
    actions.change_role(queries.here(request), membership_id, request.POST.get("role", ""))
    messages.success(request, gettext("Role changed."))
    return redirect("people:members")


@require_POST
def remove_member(request: HttpRequest, membership_id: int) -> HttpResponse:
    """Take somebody out of the organisation."""
    removed = actions.remove_member(queries.here(request), membership_id)
    messages.success(request, gettext("%(name)s is no longer a member.") % {"name": removed})
    return redirect("desk" if removed == request.user else "people:members")


@require_POST
def take_back(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """End an invitation."""
    actions.take_back(queries.here(request), invitation_id)
    messages.success(request, gettext("The invitation has ended."))
    return redirect("people:members")


def join(request: HttpRequest, token: str) -> HttpResponse:
    """Accept an invitation; no sign-in needed, the link is the proof."""
    invitation = queries.invited(token, timezone.now())
    person = request.user if request.user.is_authenticated else None
    form = forms.JoinForm(request.POST or None)
    if request.method == "POST" and (person or form.is_valid()):
        try:
            said = {} if person else form.cleaned_data
            member = actions.join(invitation, person, **said, language=request.LANGUAGE_CODE)
        except Invalid as error:
            form.refuse(error, "password")
        else:
            if person is None:
                login(request, member.person, backend=_BACKEND)
            request.session["organization"] = member.organization_id
            return redirect("desk")
    return _answer(request, "people/join.html", form, invitation=invitation, person=person)


@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Work in another organisation from now on."""
    wanted = request.POST.get("organization", "")
    mine = {
        str(m.organization_id): m.organization_id for m in queries.memberships(queries.here(request).person)
    }
    if wanted in mine:
        request.session["organization"] = mine[wanted]
    return redirect("desk")


def remove_demo(request: HttpRequest) -> HttpResponse:
    """Delete the sample organisation, after one look at what goes."""
    member = queries.here(request)
    if request.method == "POST":
        actions.remove_demo(member)
        messages.success(request, gettext("The sample data are gone."))
        return redirect("desk")
    if not member.organization.is_demo:
        raise Refused("%(name)s holds no sample data. Nothing was deleted.", name=member.organization.name)
    return render(request, "people/remove_demo.html")


def _answer(request: HttpRequest, template: str, form: forms.OurForm, **more: object) -> HttpResponse:
    return render(request, template, {"form": form, **more}, status=422 if form.errors else 200)


def _say_invited(request: HttpRequest, *, sent: bool) -> None:
    if sent:
        messages.success(request, gettext("Invited. The mail is on its way."))
    else:
        messages.success(request, gettext("Invited. No mail was sent; pass the link on yourself."))
