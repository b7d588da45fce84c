"""Links that others tell us of are looked at before they are believed, and ours are told once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse

from leitstand.listen.models import LinkAsked, LinkTold, Mention, Source
from leitstand.listen.queries import due_sources
from leitstand.listen.webmentions import actions, queries, tasks, views
from leitstand.people.models import Account
from leitstand.vocabulary.errors import Refused, TryLater
from tests.listen.conftest import member_of
from tests.paper_wire import PaperWire

pytestmark = pytest.mark.django_db

SITE = "https://blog.auenried.example"
TARGET = f"{SITE}/mensa/"
SOURCE = "https://erika.example/antwort"
END = "https://erika.example/webmention"
HTML = {"content-type": "text/html"}


class Wire(PaperWire):
    def close(self) -> None:
        """Nothing."""


@pytest.fixture(autouse=True)
def fresh_counts(db):
    cache.clear()


@pytest.fixture
def blog(organization):
    return Account.objects.create(
        organization=organization, network="wordpress", actor_id="1", server=SITE, url=f"{SITE}/autor/"
    )


def page(words: str, more: str = "") -> bytes:
    return (
        f'<article class="h-entry"><a class="p-author h-card" href="/">Erika Muster</a>{more}'
        f'<div class="e-content">{words} <a class="u-in-reply-to" href="{TARGET}">Mensa</a></div></article>'
    ).encode()


def asks(client, source=SOURCE, target=TARGET, **more):
    return client.post(reverse("public:webmention"), {"source": source, "target": target}, **more)


def look(wire, now):
    return tasks.look_due(now, lambda: wire)


def told(words: str, **more) -> Wire:
    return Wire().says("GET", SOURCE, body=page(words), headers=HTML, **more)


def test_a_link_is_looked_at_by_the_worker_and_becomes_a_mention(client, blog, organization, now):
    answer = asks(client)
    assert (answer.status_code, Mention.objects.count()) == (202, 0)
    row = LinkAsked.objects.get()
    wire = told("Die Suppe war gut.")
    assert look(wire, row.due) == 1
    mention = Mention.objects.get()
    assert (mention.author_name, mention.network, mention.url) == ("Erika Muster", "webmention", SOURCE)
    assert "Die Suppe war gut." in mention.text
    assert (mention.in_reply_to, mention.addressed) == (TARGET, True)
    assert LinkAsked.objects.get().state == "linked"
    assert look(wire, row.due + timedelta(days=1)) == 0
    assert not due_sources(now + timedelta(days=3650)).filter(network="webmention").exists()


@pytest.mark.parametrize(
    ("source", "target"),
    [
        (SOURCE, "https://stranger.example/"),
        (SOURCE, "https://blog.auenried.example.evil.example/mensa/"),
        (SOURCE, f"{SITE}@evil.example/"),
        (TARGET, TARGET),
        ("javascript:alert(1)", TARGET),
        ("", TARGET),
        (SOURCE, ""),
    ],
)
def test_what_is_no_link_to_our_pages_is_refused_and_nothing_is_kept(client, blog, source, target):
    assert asks(client, source, target).status_code == 400
    assert not LinkAsked.objects.exists()


def test_whose_account_is_forgotten_has_no_pages_here(client, blog):
    Account.objects.update(state="disconnected")
    assert asks(client).status_code == 400


def test_a_page_that_does_not_link_is_not_believed(client, blog):
    asks(client)
    look(Wire().says("GET", SOURCE, body=b"<p>Nichts.</p>", headers=HTML), LinkAsked.objects.get().due)
    assert (LinkAsked.objects.get().state, Mention.objects.count()) == ("gone", 0)


@pytest.mark.parametrize("status", [404, 410])
def test_asked_again_words_are_renewed_and_a_page_that_went_takes_its_words_along(client, blog, status):
    asks(client)
    look(told("Die Suppe war gut."), LinkAsked.objects.get().due)
    asks(client)
    look(told("Die Suppe war kalt."), LinkAsked.objects.get().due)
    assert "kalt" in Mention.objects.get().text
    asks(client)
    look(Wire().says("GET", SOURCE, status=status), LinkAsked.objects.get().due)
    mention = Mention.objects.get()
    assert (mention.text, mention.taken_down is not None) == ("", True)


def test_one_of_two_links_of_a_page_may_go_and_its_words_stay(client, blog):
    asks(client)
    look(told("Gut."), LinkAsked.objects.get().due)
    other = f"{SITE}/oper/"
    asks(client, target=other)
    row = LinkAsked.objects.get(target=other)
    look(told("Gut."), row.due)
    row.refresh_from_db()
    assert (row.state, Mention.objects.get().text.startswith("Gut.")) == ("gone", True)


def test_a_site_that_does_not_answer_is_asked_again_but_not_for_ever(client, blog):
    asks(client)
    waits = []
    for _try in range(10):
        row = LinkAsked.objects.get()
        if row.due is None:
            break
        wire = Wire().fails("GET", SOURCE, TryLater("%(host)s is busy", timedelta(minutes=1), host="x"))
        look(wire, row.due)
        after = LinkAsked.objects.get()
        waits.append(after.due and after.due - row.due)
    assert waits == [*tasks.WAITS, None]
    assert LinkAsked.objects.get().state == "failed"


def test_whoever_asks_too_often_waits(client, blog, monkeypatch):
    monkeypatch.setattr(views, "MOST_BY_ONE", 2)
    said = [asks(client, f"{SOURCE}/{n}").status_code for n in range(3)]
    assert said == [202, 202, 429]
    assert asks(client, REMOTE_ADDR="198.51.100.7").status_code == 202
    monkeypatch.setattr(actions, "MOST_WAITING", 3)
    full = asks(client, f"{SOURCE}/neu", REMOTE_ADDR="198.51.100.8")
    assert (full.status_code, full.headers["Retry-After"]) == (429, "900")


def test_the_same_link_waits_once(client, blog):
    for _again in range(3):
        asks(client)
    assert LinkAsked.objects.count() == 1


def test_nobody_is_told_before_an_owner_wants_it_and_then_once(organization, editor, now):
    owner = member_of(organization, "owner")
    with pytest.raises(Refused):
        actions.choose(editor, tell=True, now=now)
    wire = Wire().says("GET", SOURCE, headers=HTML, body=f'<link rel="webmention" href="{END}">'.encode())
    wire.says("POST", END, status=202)
    assert actions.link(organization.pk, TARGET, [SOURCE], now=now) == 1
    assert tasks.tell_due(now, lambda: wire) == 0
    actions.choose(owner, tell=True, now=now)
    assert actions.link(organization.pk, TARGET, [SOURCE], now=now) == 0
    assert [tasks.tell_due(now + timedelta(days=n), lambda: wire) for n in range(2)] == [1, 0]
    sent = [asked for asked in wire.asked if asked.method == "POST"]
    assert [one.form for one in sent] == [{"source": TARGET, "target": SOURCE}]
    assert LinkTold.objects.get().endpoint == END


def test_the_page_names_the_header_and_what_happened(client, blog, organization):
    owner = member_of(organization, "owner")
    client.force_login(owner.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    asks(client)
    said = client.get(reverse("listen:webmentions")).content.decode()
    assert "rel=&quot;webmention&quot;" in said
    assert SOURCE in said
    assert f"{SITE}/" in said
    client.post(reverse("listen:webmentions"), {"tell": "1"})
    assert queries.linking(organization).since
    client.post(reverse("listen:webmentions"))
    assert queries.linking(organization).since is None


def test_only_pages_below_our_own_sites_are_ours(organization, blog):
    Account.objects.create(
        organization=organization, network="mastodon", actor_id="2", server="https://s.example"
    )
    Account.objects.create(
        organization=organization,
        network="ghost",
        actor_id="3",
        server="https://g.example",
        url="https://x.example/a",
    )
    assert queries.sites(organization) == [f"{SITE}/", f"{SITE}/autor/", "https://g.example/"]
    assert not Source.objects.exists()


def test_nothing_leaves_a_demo(client, blog, organization, now):
    owner = member_of(organization, "owner")
    actions.choose(owner, tell=True, now=now)
    actions.link(organization.pk, TARGET, [SOURCE], now=now)
    organization.is_demo = True
    organization.save()
    assert asks(client).status_code == 400
    assert tasks.tell_due(now, Wire) == 0
    assert not queries.telling()
