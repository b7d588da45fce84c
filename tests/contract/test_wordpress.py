"""Every offer of `wordpress`, proven on real sites: 6.1 with MariaDB, 6.5 with SQLite, plain permalinks."""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from leitstand.networks.wordpress import NETWORK
from leitstand.vocabulary.errors import Gone, Invalid, Reconnect, Rejected, TryLater, Uncertain
from leitstand.vocabulary.network import Connection
from leitstand.vocabulary.post import Note, Picture, Post, Receipt
from leitstand.wire import Caps, HttpWire
from tests.contract.servers.wordpress import Server, plain_wordpress, wordpress
from tests.contract.servers.wordpress_cut import Cut

__all__ = ["plain_wordpress", "wordpress"]  # the fixtures

pytestmark = [pytest.mark.contract, pytest.mark.enable_socket, pytest.mark.timeout(240)]

HERE = ["127.0.0.1"]
IMPATIENT = Caps(read_seconds=2.0, answer_seconds=3.0)
DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000"
    "050001a5f645400000000049454e44ae426082"
)
_keys = (f"key-{number}" for number in itertools.count())


@pytest.fixture
def anybody() -> Iterator[HttpWire]:
    with HttpWire(allowed=HERE) as wire:
        yield wire


@pytest.fixture
def us(wordpress: Server, anybody: HttpWire) -> Iterator[HttpWire]:
    with HttpWire(_connection(wordpress, anybody), allowed=HERE) as wire:
        yield wire


def _connection(site: Server, wire: HttpWire, user: str = "", password: str = "") -> Connection:
    given = {"address": site.url, "user": user or site.user, "password": password or site.password}
    return NETWORK.connect(wire, given)


def _note(content: str, **more: object) -> Note:
    return Note(content=content, published=datetime.now(UTC), **more)


def _article(wire: HttpWire, content: str = "Die Mensa öffnet wieder.") -> Receipt:
    return NETWORK.publish(wire, _note(content, name="Neues aus Auenried"), key=next(_keys))


def _number(receipt: Receipt) -> int:
    return int(receipt.id.rpartition("/")[2])


def _posts(wire: HttpWire, source: str, since: str = "") -> tuple[list[Post], str]:
    posts: list[Post] = []
    for page in NETWORK.read(wire, source, since):
        posts += NETWORK.parse(page.raw, page.url)
        since = page.cursor
    return posts, since


def _text(html: str) -> str:
    return " ".join(re.sub("<[^<>]*>", " ", html).split())


def _said(wire: HttpWire, source: str, words: str) -> Post:
    """The one post of a source that says this."""
    (found,) = [post for post in _posts(wire, source)[0] if words in post.content]
    return found


def _root(wire: HttpWire) -> str:
    return wire.me.id.partition("wp/v2/")[0]


def test_connecting_tells_who_we_are_and_where(wordpress, anybody):
    connection = _connection(wordpress, anybody)
    assert connection.server == wordpress.url
    assert connection.actor.preferred_username == "admin"
    assert connection.actor.id == f"{wordpress.url}/wp-json/wp/v2/users/1"


def test_the_password_for_signing_in_is_refused_with_a_hint_at_application_passwords(wordpress, anybody):
    with pytest.raises(Invalid, match="application password"):
        _connection(wordpress, anybody, password="secret-pw")


def test_an_account_that_may_not_publish_is_told_which_role_it_needs(wordpress, anybody):
    password = wordpress.account("leserin", "subscriber")
    with pytest.raises(Invalid, match="Author or Editor"):
        _connection(wordpress, anybody, "leserin", password)


def test_the_address_of_a_site_is_enough_to_listen_to_its_articles_and_comments(wordpress, anybody):
    found = list(NETWORK.find(anybody, wordpress.url))
    assert [f.source.partition(" ")[0] for f in found] == ["posts", "comments"]
    assert {f.name for f in found} == {"Hochschule Auenried"}


def test_the_address_of_an_article_offers_its_comments_first(wordpress, us, anybody):
    article = _article(us)
    wordpress.crowd(_number(article), 1)
    first = next(iter(NETWORK.find(anybody, article.url)))
    posts, _cursor = _posts(anybody, first.source)
    assert [post.in_reply_to for post in posts] == [article.id]


def test_an_article_goes_out_with_title_paragraphs_link_and_described_picture(us, anybody):
    picture = Picture(content=DOT, media_type="image/png", alt='Ein "Punkt" & mehr')
    note = _note(
        "Eins & <zwei>.\n\nMehr: https://hochschule-auenried.example/x.", name="Zwei Absätze für alle"
    )
    receipt = NETWORK.publish(us, replace(note, pictures=(picture,)), key=next(_keys))
    post = next(iter(NETWORK.parse(anybody.get(receipt.id).body, receipt.id)))
    assert post.name == "Zwei Absätze für alle"
    assert "<p>Eins &amp; &lt;zwei&gt;.</p>" in post.content
    assert '<a href="https://hochschule-auenried.example/x">' in post.content
    (alt,) = re.findall(r'<img[^>]*\balt="([^"]*)"', post.content)
    assert alt == "Ein &quot;Punkt&quot; &amp; mehr"
    assert "zwei-absaetze-fuer-alle-" in receipt.url
    assert NETWORK.visible(us, receipt)


def test_the_same_key_never_makes_two_articles(us):
    note, key = _note("Einmal genügt."), next(_keys)
    first = NETWORK.publish(us, note, key=key)
    assert NETWORK.publish(us, note, key=key) == first
    assert NETWORK.look(us, note, key=key) == first
    assert NETWORK.publish(us, note, key=next(_keys)).id != first.id


def test_reading_on_gives_every_article_once_and_an_edited_one_again(us, anybody):
    source = f"posts {_root(us)}"
    _before, cursor = _posts(anybody, source)
    new = [_article(us, f"Meldung {number}").id for number in range(5)]
    posts, cursor = _posts(anybody, source, cursor)
    assert sorted(post.id for post in posts) == sorted(new)  # in one second, WordPress knows no order
    assert posts[0].attributed_to.name == "admin"
    assert _posts(anybody, source, cursor)[0] == []
    _edit_a_second_later(us, new[1], "Meldung 1, berichtigt")
    again, cursor = _posts(anybody, source, cursor)
    assert [_text(post.content) for post in again] == ["Meldung 1, berichtigt"]
    assert again[0].updated > again[0].published
    assert _posts(anybody, source, cursor)[0] == []


def _edit_a_second_later(wire: HttpWire, id: str, content: str) -> None:
    """WordPress tells moments in whole seconds; what is changed twice in one looks unchanged."""
    before = wire.get(id).json()["modified_gmt"]
    said = {"content": content, "date_gmt": "2026-01-01T00:00:00"}
    while wire.post(id, json=said).json()["modified_gmt"] == before:
        time.sleep(0.1)


def test_a_crowd_in_the_same_second_is_read_whole_and_only_once(wordpress, us, anybody):
    article = _article(us)
    source = f"comments {_root(us)} post={_number(article)}"
    wordpress.crowd(_number(article), 1)
    _first, cursor = _posts(anybody, source)
    wordpress.crowd(_number(article), 230)
    posts, cursor = _posts(anybody, source, cursor)
    assert len(posts) == 230
    assert len({post.id for post in posts}) == 230
    wordpress.crowd(_number(article), 2)
    posts, cursor = _posts(anybody, source, cursor)
    assert len(posts) == 2
    assert _posts(anybody, source, cursor)[0] == []


def test_what_waits_for_approval_and_who_linked_to_us_is_in_our_notifications(wordpress, us, anybody):
    article = _article(us)
    wordpress.comment(_number(article), "Wann öffnet die Mensa?", name="Vera Vorsicht")
    there = "https://anderswo.example/2026/mensa"
    wordpress.trackback(article.url, there, title="Mensa", excerpt="Auenried isst wieder", blog="Anderswo")
    held = _said(us, "notifications", "Wann öffnet die Mensa?")
    assert held.also["wordpress:status"] == "hold"
    assert held.in_reply_to == article.id
    assert held.attributed_to.name == "Vera Vorsicht"
    link = _said(us, "notifications", "Auenried isst wieder")
    assert link.also["wordpress:type"] == "trackback"
    assert (link.url, link.attributed_to.id) == (there, "https://anderswo.example/")
    assert all(post.attributed_to.id != us.me.id for post in _posts(us, "notifications")[0])
    assert not [p for p in _posts(anybody, f"comments {_root(us)}")[0] if p.id in (held.id, link.id)]


def test_a_comment_let_through_late_still_reaches_who_had_read_past_it(wordpress, us, anybody):
    article = _article(us)
    wordpress.crowd(_number(article), 1)
    source = f"comments {_root(us)} post={_number(article)}"
    wordpress.comment(_number(article), "Ich warte schon lange.", name="Gerda Geduld")
    _seen, cursor = _posts(anybody, source)
    wordpress.crowd(_number(article), 1)
    _seen, cursor = _posts(anybody, source, cursor)
    NETWORK.moderate(us, _said(us, "notifications", "Ich warte schon lange.").id, "approve")
    late, cursor = _posts(anybody, source, cursor)
    assert [_text(post.content) for post in late] == ["Ich warte schon lange."]


@pytest.mark.parametrize("act", ["approve", "hold", "spam", "trash"])
def test_a_comment_can_be_moderated_and_the_same_twice_is_no_fault(wordpress, us, act):
    article = _article(us)
    wordpress.comment(_number(article), f"Billige Uhren, {act}", name=f"Uhren {act}")
    comment = _said(us, "notifications", f"Billige Uhren, {act}")
    NETWORK.moderate(us, comment.id, act)
    NETWORK.moderate(us, comment.id, act)
    told = us.get(comment.id, query={"context": "edit"}).json()["status"]
    assert told == {"approve": "approved"}.get(act, act)


def test_an_answer_stands_below_the_comment_it_answers_and_never_twice(wordpress, us, anybody):
    article = _article(us)
    wordpress.crowd(_number(article), 1)
    question = _said(us, f"comments {_root(us)} post={_number(article)}", "Nummer 1")
    note = _note('Ja -- "bald" ;D und zwar <sofort>...\n\nIhre Hochschule', in_reply_to=question.id)
    receipt = NETWORK.publish(us, note, key=next(_keys))
    assert NETWORK.publish(us, note, key=next(_keys)) == receipt
    assert NETWORK.look(us, note, key="") == receipt
    assert NETWORK.look(us, replace(note, content="Etwas anderes"), key="") is None
    answer = next(iter(NETWORK.parse(anybody.get(receipt.id).body, receipt.id)))
    assert (answer.in_reply_to, answer.attributed_to.id) == (question.id, us.me.id)
    assert NETWORK.visible(us, receipt)
    assert f'id="comment-{_number(receipt)}"' in anybody.get(article.url).body.decode()


def test_what_came_of_it_counts_the_comments_of_others(wordpress, us):
    article = _article(us)
    wordpress.crowd(_number(article), 3)
    NETWORK.publish(us, _note("Danke für die Fragen.", in_reply_to=article.id), key=next(_keys))
    assert NETWORK.outcome(us, article.id) == {"reply": 3}


def test_a_deleted_article_and_its_picture_are_gone_for_everybody(us, anybody):
    picture = Picture(content=DOT, media_type="image/png", alt="Ein Punkt")
    receipt = NETWORK.publish(us, _note("Ein Versehen.", pictures=(picture,)), key=next(_keys))
    (source,) = re.findall(r'<img[^>]*\bsrc="([^"]*)"', us.get(receipt.id).json()["content"]["rendered"])
    assert anybody.get(source).status == 200
    NETWORK.delete(us, receipt.id)
    assert not NETWORK.visible(us, receipt)
    with pytest.raises(Gone):
        anybody.get(source)
    with pytest.raises(Gone):
        NETWORK.delete(us, receipt.id)


def test_a_deleted_answer_is_gone_for_everybody(us):
    article = _article(us)
    receipt = NETWORK.publish(us, _note("Zu schnell.", in_reply_to=article.id), key=next(_keys))
    assert NETWORK.visible(us, receipt)
    NETWORK.delete(us, receipt.id)
    assert not NETWORK.visible(us, receipt)
    assert NETWORK.visible(us, article)


@pytest.mark.parametrize("answering", [False, True], ids=["article", "answer"])
def test_when_the_line_breaks_after_sending_looking_finds_what_was_taken(wordpress, us, answering):
    article = _article(us)
    note = _note("Kommt das an?", in_reply_to=article.id if answering else None)
    key, cut = next(_keys), Cut(urlsplit(wordpress.url).port)
    with HttpWire(_connection(wordpress, us), guard=cut.guard()) as wire:
        with cut.cutting(b"POST "), pytest.raises(Uncertain):
            NETWORK.publish(wire, note, key=key)
        assert cut.cuts == 1
        receipt = NETWORK.look(wire, note, key=key)
        assert receipt is not None
        assert NETWORK.publish(wire, note, key=key) == receipt
    cut.close()


@pytest.mark.parametrize("what", ["php", "database"])
def test_a_site_that_hangs_leaves_open_what_it_did_until_we_look(wordpress, us, what):
    if what not in wordpress.processes:
        pytest.skip("SQLite has no database server that could hang")
    article = _article(us)
    note = _note(f"Hängt {what}?", in_reply_to=article.id)
    with HttpWire(_connection(wordpress, us), allowed=HERE, caps=IMPATIENT) as wire:
        with wordpress.frozen(what):
            with pytest.raises(TryLater):
                list(NETWORK.read(wire, "notifications", ""))
            with pytest.raises(Uncertain):
                NETWORK.publish(wire, note, key=next(_keys))
        receipt = _eventually(wire, note)
        assert NETWORK.visible(wire, receipt)


def _eventually(wire: HttpWire, note: Note) -> Receipt:
    """The frozen server wakes up and does what it had been told; an answer may take a moment."""
    for _try in range(40):
        try:
            if receipt := NETWORK.look(wire, note, key=""):
                return receipt
        except TryLater:
            continue
    raise AssertionError("the server never did what it had been told")


def test_without_its_database_a_site_is_asked_again_later_and_nothing_was_published(wordpress, us):
    if "database" not in wordpress.processes:
        pytest.skip("SQLite has no database server that could stop")
    article, key = _article(us), next(_keys)
    answer, piece = _note("Ohne Datenbank.", in_reply_to=article.id), _note("Ohne Datenbank.")
    with wordpress.without_database():
        with pytest.raises(TryLater):
            list(NETWORK.read(us, "notifications", ""))
        with pytest.raises(TryLater):
            NETWORK.publish(us, piece, key=key)
        with pytest.raises(Uncertain):
            NETWORK.publish(us, answer, key=key)
    assert NETWORK.look(us, answer, key=key) is None
    assert NETWORK.look(us, piece, key=key) is None


def test_a_revoked_password_asks_its_owner_to_connect_again(wordpress, us, anybody):
    article = _article(us)
    password = wordpress.account("kollegin")
    with HttpWire(_connection(wordpress, anybody, "kollegin", password), allowed=HERE) as wire:
        wordpress.revoke("kollegin")
        for act in (
            lambda: list(NETWORK.read(wire, "notifications", "")),
            lambda: NETWORK.publish(wire, _note("Noch da?"), key=next(_keys)),
            lambda: NETWORK.publish(wire, _note("Noch da?", in_reply_to=article.id), key=next(_keys)),
            lambda: NETWORK.delete(wire, article.id),
        ):
            with pytest.raises(Reconnect):
                act()
    assert NETWORK.visible(us, article)


def test_closed_comments_are_told_in_the_words_of_the_site(us):
    article = _article(us)
    us.post(article.id, json={"comment_status": "closed"})
    with pytest.raises(Rejected, match="comments are closed"):
        NETWORK.publish(us, _note("Zu spät.", in_reply_to=article.id), key=next(_keys))


def test_a_post_of_another_site_is_not_answered_or_deleted_here(us):
    there = "https://anderswo.example/wp-json/wp/v2/posts/1"
    with pytest.raises(Invalid, match="not on our own"):
        NETWORK.delete(us, there)
    with pytest.raises(Invalid, match="not on our own"):
        NETWORK.publish(us, _note("Hallo.", in_reply_to=there), key=next(_keys))


def test_a_site_in_a_subfolder_with_plain_permalinks_is_no_less(plain_wordpress, anybody):
    found = list(NETWORK.find(anybody, plain_wordpress.url))
    assert found[0].source == f"posts {plain_wordpress.url}/index.php?rest_route=/"
    with HttpWire(_connection(plain_wordpress, anybody), allowed=HERE) as us:
        receipt = _article(us)
        assert NETWORK.look(us, _note("x"), key="another") is None
        plain_wordpress.comment(_number(receipt), "Und im Unterordner?")
        question = _said(us, "notifications", "Und im Unterordner?")
        NETWORK.moderate(us, question.id, "approve")
        answer = NETWORK.publish(us, _note("Auch dort.", in_reply_to=question.id), key=next(_keys))
        assert NETWORK.outcome(us, receipt.id) == {"reply": 1}
        assert len(_posts(anybody, found[1].source)[0]) == 3
        assert NETWORK.visible(us, answer)
        NETWORK.delete(us, receipt.id)
        assert not NETWORK.visible(us, receipt)
