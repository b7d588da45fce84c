"""The pages of people: sign-in, settings, members, accounts."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from leitstand.listen.models import Source
from leitstand.people import adapter, mails, wires
from leitstand.people.models import Invitation, Membership, Organization
from leitstand.site.config import Config
from tests.paper_wire import PaperWire
from tests.people.conftest import PASSWORD
from tests.people.test_accounts import GIVEN, SERVER, US, WHO

pytestmark = pytest.mark.django_db

PAGES = [
    "people:me",
    "people:organization",
    "people:members",
    "people:accounts",
    "mfa_index",
    "mfa_list_webauthn",
]


class Paper(PaperWire):
    def __enter__(self):
        return self

    def __exit__(self, *error):
        pass


@pytest.fixture
def paper(monkeypatch):
    wire = Paper(SERVER)
    monkeypatch.setattr(wires, "open_wire", lambda account=None: wire)
    return wire


def test_somebody_signs_in_with_a_password(client, owner):
    page = client.get(reverse("account_login")).content.decode()
    assert "data-passkey" in page
    wrong = client.post(reverse("account_login"), {"login": owner.person.email, "password": "falsch"})
    assert 'role="alert"' in wrong.content.decode()
    right = client.post(
        reverse("account_login"), {"login": owner.person.email, "password": PASSWORD}, follow=True
    )
    assert right.redirect_chain[-1][0] == "/"
    assert "Hochschule Auenried" in right.content.decode()


def test_who_never_chose_a_language_sees_the_one_they_read_as_chosen(enter, owner):
    owner.person.language = ""
    owner.person.save()
    said = enter(owner).get(reverse("people:me"), headers={"Accept-Language": "de"}).content.decode()
    assert re.search(r'value="de"[^>]* checked', said)


def test_a_sign_in_just_now_is_proof_enough_to_change_how_one_signs_in(client, owner):
    client.post(reverse("account_login"), {"login": owner.person.email, "password": PASSWORD})
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


def test_a_sign_in_of_a_while_ago_is_asked_for_again(client, owner, monkeypatch):
    client.post(reverse("account_login"), {"login": owner.person.email, "password": PASSWORD})
    later = adapter.time() + 301
    monkeypatch.setattr(adapter, "time", lambda: later)
    assert client.get(reverse("mfa_activate_totp")).url.startswith(reverse("account_reauthenticate"))


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", ["owner", "reader"])
def test_every_page_is_whole(request, enter, owner, page, role):
    said = enter(request.getfixturevalue(role)).get(reverse(page))
    text = said.content.decode()
    assert said.status_code == 200
    assert "<c-" not in text
    assert text.count("<h1") == 1
    assert not re.search(r"<script(?![^>]*\b(src=|type=\"application/json\"))|\sstyle=|\son[a-z]+=", text)


def test_readers_see_no_button_of_owners(enter, owner, reader):
    said = enter(reader).get(reverse("people:members")).content.decode()
    assert "Invite" not in said
    assert reverse("people:remove_member", args=[owner.pk]) not in said


def test_what_is_refused_is_said_with_409_and_changes_nothing(enter, owner, reader):
    said = enter(reader).post(reverse("people:change_role", args=[reader.pk]), {"role": "owner"})
    assert said.status_code == 409
    assert "Only owners can do this" in said.content.decode()
    reader.refresh_from_db()
    assert reader.role == "reader"


def test_for_htmx_a_refusal_is_a_fragment(enter, owner, reader):
    where = reverse("people:change_role", args=[reader.pk])
    said = enter(reader).post(where, {"role": "owner"}, headers={"HX-Request": "true"})
    assert said.status_code == 409
    assert "<html" not in said.content.decode()


def test_ones_own_language_and_look_are_kept(enter, owner):
    client = enter(owner)
    wishes = {
        "name": "Aylin",
        "language": "de",
        "theme": "dark",
        "density": "compact",
        "time_zone": "Europe/Vienna",
    }
    client.post(reverse("people:me"), wishes)
    said = client.get("/").content.decode()
    assert '<html lang="de" data-theme="dark" data-density="compact" data-keys="off">' in said


def test_an_invitation_without_a_mail_server_shows_the_link_to_pass_on(enter, owner, client):
    enter(owner).post(reverse("people:members"), {"email": "mira@auenried.example", "role": "editor"})
    shown = client.get(reverse("people:members")).content.decode()
    (url,) = set(re.findall(r"https?://[^\s\"<]+/people/join/[^\s\"<]+", shown))  # signed anew each second
    assert mail.outbox == []
    client.logout()
    path = re.sub(r"^https?://[^/]+", "", url)
    assert "Hochschule Auenried" in client.get(path).content.decode()
    done = client.post(path, {"name": "Mira Quell", "password": PASSWORD})
    assert done.url == "/"
    assert Membership.objects.get(person__email="mira@auenried.example").role == "editor"
    assert client.get(path).status_code == 409


def test_with_a_mail_server_the_invitation_is_sent_in_the_organisations_language(owner, settings):
    settings.CONFIG = Config(home=settings.CONFIG.home, mail_url="smtp://mail.example")
    invitation = Invitation(pk=1, organization=owner.organization, email="mira@auenried.example")
    assert mails.send_invitation(invitation)
    assert mail.outbox[0].to == ["mira@auenried.example"]
    signed = mails.invitation_url(invitation).rsplit(":", 2)[0]  # behind it stands the second
    assert signed in mail.outbox[0].body


def test_a_weak_password_of_an_invited_person_is_said_beside_the_field(client, owner):
    from django.utils import timezone

    from leitstand.people import actions

    invitation = actions.invite(owner, "mira@auenried.example", "reader", now=timezone.now())
    path = re.sub(r"^https?://[^/]+", "", mails.invitation_url(invitation))
    said = client.post(path, {"name": "Mira", "password": "kurz"})
    assert said.status_code == 422
    assert 'id="id_password_error"' in said.content.decode()


def test_the_connect_form_is_made_from_what_the_network_needs(enter, owner, paper):
    client = enter(owner)
    page = client.get(reverse("connect", args=["mastodon"])).content.decode()
    assert 'name="server"' in page
    assert '<input type="password" name="token"' in page
    paper.says("GET", WHO, json=US)
    done = client.post(reverse("connect", args=["mastodon"]), GIVEN)
    assert done.url == reverse("people:accounts")
    assert "geheim-1234" not in client.get(done.url).content.decode()
    assert Source.objects.get().addressed, "what is said to the account is heard from now on"


def test_a_refused_token_leaves_what_was_typed_but_never_the_secret(enter, owner, paper):
    paper.says("GET", WHO, status=401, json={})
    said = enter(owner).post(reverse("connect", args=["mastodon"]), GIVEN)
    text = said.content.decode()
    assert said.status_code == 422
    assert "does not accept this token" in text
    assert 'value="social.example"' in text
    assert "geheim-1234" not in text


@pytest.mark.parametrize("network", ["feed", "unheard-of"])
def test_what_cannot_be_spoken_on_has_no_connect_page(enter, owner, network):
    assert enter(owner).get(reverse("connect", args=[network])).status_code == 404


def test_one_switches_only_between_ones_own_organisations(enter, owner):
    other, foreign = (Organization.objects.create(name=name) for name in ("Stadt Auenried", "Fremde AG"))
    Membership.objects.create(person=owner.person, organization=other)
    client = enter(owner)
    client.post(reverse("people:switch"), {"organization": foreign.pk})
    assert "Fremde AG" not in client.get("/").content.decode()
    client.post(reverse("people:switch"), {"organization": other.pk})
    assert "Stadt Auenried" in client.get("/").content.decode()


def test_the_demo_is_removed_after_one_look(enter, owner):
    demo = Organization.objects.create(name="Beispielstadt", is_demo=True)
    Membership.objects.create(person=owner.person, organization=demo, role="owner")
    client = enter(owner)
    client.post(reverse("people:switch"), {"organization": demo.pk})
    assert "Sample data" in client.get("/").content.decode()
    assert client.get(reverse("people:remove_demo")).status_code == 200
    assert Organization.objects.filter(pk=demo.pk).exists()
    client.post(reverse("people:remove_demo"))
    assert not Organization.objects.filter(pk=demo.pk).exists()


def test_members_cost_the_same_number_of_questions_however_many_they_are(
    enter, owner, editor, reader, django_assert_max_num_queries
):
    client = enter(owner)
    client.get(reverse("people:members"))
    with django_assert_max_num_queries(9):
        client.get(reverse("people:members"))
