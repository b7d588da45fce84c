"""Finding one's way in what was heard: words, filters, kept views, and taking it along; on both databases."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from leitstand.listen import actions, queries
from leitstand.listen.explorer import actions as keeping
from leitstand.listen.explorer import asking, export, narrowing
from leitstand.listen.explorer import queries as explorer
from leitstand.listen.explorer.queries import Sieve
from leitstand.listen.models import Mention, SavedView
from leitstand.vocabulary.errors import Invalid, Refused
from leitstand.vocabulary.post import Actor
from tests.listen.conftest import NOW, member_of, post, source_of

pytestmark = pytest.mark.django_db

SAID = {
    "rad": "Neue Radwege an der Auenrieder Straße",
    "bahn": "Die S-Bahn steht. Auenried wartet",
    "pfand": "Auenried streicht das Pfand in der Mensa, sagt die Mensa",
    "shout": "AUENRIED BAUT AN DER SÜDSTRASSE",
    "mail": "Auenried: Fragen an rad@auenried.example oder https://auenried.example/rad?x=1",
}


@pytest.fixture
def heard(source, watch):
    """Five posts of two people, a minute apart, the latest first in SAID."""
    posts = [
        post(
            id,
            text,
            minutes=minute,
            attributed_to=Actor(
                id=f"https://x.example/{who}", name=f"{who} Reusch", preferred_username=f"{who}@x.example"
            ),
            language="de",
        )
        for minute, ((id, text), who) in enumerate(
            zip(SAID.items(), ("Ida", "Ida", "Nele", "Nele", "Ida"), strict=True)
        )
    ]
    source.keep = "all"
    source.save()
    actions.take_in(source, posts, "1", now=NOW)
    return list(Mention.objects.order_by("-published"))


def found(organization, **sieve):
    return [m.post_id for m in explorer.listed(queries.mentions(organization), Sieve(**sieve))]


WAYS = [
    pytest.param(600, 1000, id="gathered"),
    pytest.param(0, 1000, id="walked"),
    pytest.param(-1, 0, id="asked"),
]

CASES = [
    ("pfand", ["pfand"]),
    ("PFAND mensa", ["pfand"]),
    ('"der mensa"', ["pfand"]),
    ('"mensa der"', []),
    ("radweg", []),
    ("radweg*", ["rad"]),
    ("r*", []),
    ("auenried -mensa -bahn", ["shout", "mail"]),
    ("-auenried*", []),
    ("-mensa", ["rad", "bahn", "shout", "mail"]),
    ("S-Bahn", ["bahn"]),
    ("straße", ["rad"]),
    ("strasse", ["rad"]),
    ("südstraße", ["shout"]),
    ("sudstrasse", []),
    ("Nele", ["pfand", "shout"]),
    ("auenried.example", ["mail"]),
    ('"straße nele"', []),
    ("AND", []),
    ("  ", list(SAID)),
    ("\" OR 1 --'", []),
    ("!!! ???", list(SAID)),
]


@pytest.mark.parametrize(("few", "many"), WAYS)
@pytest.mark.parametrize(("said", "expected"), CASES)
def test_words_find_the_same_however_they_are_looked_for(
    organization, heard, said, expected, few, many, monkeypatch
):
    monkeypatch.setattr(narrowing, "FEW", few)
    monkeypatch.setattr(narrowing, "MANY", many)
    assert found(organization, text=said) == expected


@pytest.mark.parametrize("written", ["NFC", "NFD"])
@pytest.mark.parametrize("typed", ["NFC", "NFD"])
def test_what_one_machine_composes_and_another_takes_apart_is_found(
    organization, source, watch, written, typed
):
    wrote, types = partial(unicodedata.normalize, written), partial(unicodedata.normalize, typed)
    who = Actor(id="https://x.example/zoe", name=wrote("Zoë Müller"), preferred_username=wrote("zoë"))
    told = "<p>Auenried erhöht die Gebühren, nḗ 한글</p>"
    actions.take_in(
        source,
        [
            post("html", wrote(told), name=wrote("Über Geld"), attributed_to=who),
            post("plain", wrote("Auenried erhöht"), media_type="text/plain", attributed_to=who),
        ],
        "1",
        now=NOW,
    )
    for said in ("gebühren", "GEB*", '"über geld"', "nḗ", "한글", "erhöht zoë -bücher"):
        assert "html" in found(organization, text=types(said)), said
    assert sorted(found(organization, text=types("erhöht"))) == ["html", "plain"]
    assert found(organization, text=types("-gebühren")) == ["plain"]
    for who_said in ("Zoë Müller", "@zoë", "zoë"):
        assert sorted(found(organization, author=types(who_said))) == ["html", "plain"], who_said


def test_what_was_edited_or_taken_down_is_found_by_its_words_of_today(organization, source, heard):
    row = Mention.objects.get(post_id="pfand")
    row.text = "Auenried behält die Becher"
    row.save()
    assert found(organization, text="becher") == ["pfand"]
    assert found(organization, text="mensa") == []
    row.delete()
    assert found(organization, text="becher") == []


def test_the_index_is_made_again_when_its_triggers_went_with_a_table(organization, heard):
    from django.db import connection

    from leitstand.listen.explorer import upkeep

    if connection.vendor != "sqlite":
        assert upkeep.mend(connection) is False, "PostgreSQL keeps the column by itself"
        return
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER listen_words_change")
    Mention.objects.filter(post_id="rad").update(text="Auenried ohne Räder")
    assert found(organization, text="räder") == []
    assert upkeep.mend(connection) is True
    assert found(organization, text="räder") == ["rad"]
    assert upkeep.mend(connection) is False


def test_words_of_deleted_mentions_leave_the_index(organization, heard):
    from django.db import connection

    from leitstand.listen.explorer import upkeep

    def held():
        with connection.cursor() as cursor:
            cursor.execute("SELECT block FROM listen_words_data")
            return "üdstrasse".encode() in b"".join(bytes(block) for (block,) in cursor.fetchall())

    assert connection.vendor != "sqlite" or held()
    Mention.objects.filter(post_id="shout").delete()
    upkeep.let_go(connection)
    assert found(organization, text="südstrasse") == []
    assert connection.vendor != "sqlite" or not held()


@given(st.text(max_size=60))
def test_whatever_is_typed_is_a_question_both_databases_can_read(said):
    asked = asking.wanted(said)
    for term in (*asked.all_of, *asked.none_of):
        assert all(word.isalnum() for word in term.words)
    if asked.all_of:
        assert asking.for_sqlite(asked.all_of, joined="AND").count('"') % 2 == 0


@pytest.mark.parametrize(
    "said", ['"', "a" * 5000, "NEAR(a b)", "a:b", "^a", "a + b", "{text}: a", "'; --", "\x00", "ß" * 40, "🚆"]
)
def test_no_words_upset_the_database(organization, heard, said):
    assert isinstance(found(organization, text=said), list)


@pytest.mark.parametrize(("few", "many"), WAYS)
def test_every_filter_narrows(organization, editor, source, heard, few, many, monkeypatch):
    monkeypatch.setattr(narrowing, "FEW", few)
    monkeypatch.setattr(narrowing, "MANY", many)
    everything = list(SAID)
    watch = organization.watches.get().pk
    Mention.objects.filter(post_id="bahn").update(copy_of="rad", addressed=True, language="de-AT")
    Mention.objects.filter(post_id="rad").update(published=NOW - timedelta(days=3))
    assert found(organization, watch=watch) == ["bahn", "pfand", "shout", "mail"]
    assert found(organization, source=source.pk, network="feed") == [*everything[1:], "rad"]
    assert found(organization, source=source_of(organization, source="https://b.example").pk) == []
    assert found(organization, language="de") == [*everything[1:], "rad"]
    assert found(organization, author="https://x.example/Nele") == ["pfand", "shout"]
    for name in ("@Ida", "ida", "Ida Reusch", "@ida@x.example"):
        assert found(organization, author=name) == ["bahn", "mail", "rad"], name
    assert found(organization, since=NOW.date() - timedelta(days=1)) == everything[1:]
    assert found(organization, until=NOW.date() - timedelta(days=1)) == ["rad"]
    assert found(organization, words="own") == ["pfand", "shout", "mail", "rad"]
    assert found(organization, words="repeated") == ["bahn"]
    assert found(organization, state="addressed") == ["bahn"]
    assert found(organization, state="new") == [*everything[1:], "rad"]
    assert found(organization, state="answered") == []


@pytest.mark.parametrize(("few", "many"), WAYS)
def test_the_list_can_be_narrowed_to_what_was_judged_and_the_team_knows_better(
    organization, heard, few, many, monkeypatch
):
    from leitstand.listen.models import Judgement, Lesson

    monkeypatch.setattr(narrowing, "FEW", few)
    monkeypatch.setattr(narrowing, "MANY", many)
    rad, bahn, pfand = heard[:3]
    for row, label in ((rad, "critical"), (bahn, "critical"), (pfand, "friendly")):
        Judgement.objects.create(mention=row, question="tone", label=label, probability=0.9)
    Lesson.objects.create(mention=bahn, question="tone", label="friendly")
    assert found(organization, judged="tone:critical") == ["rad"]
    assert found(organization, judged="tone:friendly") == ["bahn", "pfand"]


def test_languages_are_told_without_reading_every_mention(organization, heard, django_assert_num_queries):
    Mention.objects.filter(post_id="rad").update(language="en")
    Mention.objects.filter(post_id="bahn").update(language="")
    Mention.objects.filter(post_id="pfand").update(language="tr")
    with django_assert_num_queries(1):
        assert explorer.languages(organization) == ["de", "en", "tr"]


@pytest.fixture
def client(client, editor):
    client.force_login(editor.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.get(reverse("listen:watches"))  # the session is there
    return client


def test_the_whole_list_is_taken_along_piece_by_piece(client, organization, heard, monkeypatch):
    monkeypatch.setattr(explorer, "AT_ONCE", 2)
    answer = client.get(reverse("listen:export"), {"as": "csv", "text": "auenried"})
    rows = list(csv.DictReader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert [row["id"] for row in rows] == ["bahn", "pfand", "shout", "mail"]
    assert rows[0]["watches"] == "Wir"
    assert rows[0]["author_handle"] == "Ida@x.example"
    lines = b"".join(client.get(reverse("listen:export"), {"as": "jsonl"})).decode().splitlines()
    assert [json.loads(line)["id"] for line in lines] == list(SAID)


@pytest.mark.parametrize("cell", ["=1+1", "+49 731", "-3", "@SUM(A1)", "\tx", " =1", "＝1"])
def test_no_cell_is_a_formula(cell):
    assert export.harmless(cell) == f"'{cell}"


def test_harmless_cells_stay_as_they_are():
    assert export.harmless("Auenried = gut") == "Auenried = gut"
    assert export.harmless("") == ""


def test_a_view_is_kept_found_again_and_removed(client, editor, heard):
    narrowed = "text=auenried&words=own"
    client.post(reverse("listen:keep-view"), {"name": "Unser Name", "narrowed": narrowed})
    page = client.get(f"{reverse('listen:mentions')}?{narrowed}").context["page"]
    [(view, here)] = page.views
    assert (view.name, view.narrowed, here) == ("Unser Name", narrowed, True)
    again = client.post(reverse("listen:keep-view"), {"name": "Unser Name", "narrowed": narrowed})
    assert again.status_code == 422
    assert again.context["page"].keep.errors["name"]
    client.post(reverse("listen:remove-view", args=[view.pk]))
    assert not SavedView.objects.exists()


def test_a_view_leads_nowhere_else(client, heard):
    answer = client.post(
        reverse("listen:keep-view"), {"name": "a", "narrowed": "text=a\r\nLocation: https://evil.example"}
    )
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("listen:mentions"))
    assert "\n" not in SavedView.objects.get().narrowed


def test_private_views_are_private_and_shared_ones_are_for_all(organization, editor, reader):
    mine = keeping.keep_view(editor, "Meine", "text=a", now=NOW)
    ours = keeping.keep_view(editor, "Unsere", "text=b", shared=True, now=NOW)
    assert explorer.views(editor) == [mine, ours]
    assert explorer.views(reader) == [ours]
    with pytest.raises(Refused):
        keeping.remove_view(reader, ours)
    with pytest.raises(Refused):
        keeping.keep_view(reader, "Meine", "text=c", shared=True, now=NOW)
    with pytest.raises(Invalid):
        keeping.keep_view(reader, "  ", "text=c", now=NOW)
    stranger = member_of(type(organization).objects.create(name="Stadtwerke Lindental"))
    assert explorer.views(stranger) == []


def test_the_page_shows_what_narrows_it(client, heard):
    said = client.get(f"{reverse('listen:mentions')}?author=ida&since=2026-03-01").content.decode()
    assert "<details open" in said
    assert 'value="2026-03-01"' in said
    assert client.get(f"{reverse('listen:mentions')}?since=nonsense").status_code == 200
    assert client.get(f"{reverse('listen:mentions')}?judged=nonsense").status_code == 200


@pytest.mark.parametrize(("few", "many"), WAYS)
def test_a_long_list_goes_on_by_place_also_among_the_found(client, source, watch, few, many, monkeypatch):
    monkeypatch.setattr(narrowing, "FEW", few)
    monkeypatch.setattr(narrowing, "MANY", many)
    moment = datetime.now(UTC) - timedelta(hours=2)
    actions.take_in(source, [post(str(n), published=moment) for n in range(120)], "1", now=datetime.now(UTC))
    seen, query = [], "text=neues"
    while query:
        page = client.get(f"{reverse('listen:mentions')}?{query}").context["page"]
        seen += [m.post_id for m in page.mentions]
        query = page.older
    assert len(seen) == len(set(seen)) == 120
