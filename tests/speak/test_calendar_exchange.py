"""Planned posts come in once, as they were meant; everything goes out and comes back equal."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st

from leitstand.people.models import Account, Membership
from leitstand.speak import limits
from leitstand.speak.composing import actions as composing
from leitstand.speak.composing import planning
from leitstand.speak.composing.said import Said, VariantSaid
from leitstand.speak.exchange import actions, leaving, queries, reading
from leitstand.speak.exchange.incoming import Wanted
from leitstand.speak.models import Arrival, Delivery, Medium, Thought, Use
from leitstand.vocabulary.network import Limits
from tests.speak.conftest import NOW, member_of

BERLIN = "Europe/Berlin"
POSTIZ = {
    "type": "schedule",
    "date": "2026-11-30T08:00:00.000Z",
    "shortLink": False,
    "tags": [{"value": "leihe", "label": "Leihe"}],
    "posts": [
        {
            "integration": {
                "id": "c1",
                "providerIdentifier": "paper",
                "profile": "auenried",
                "name": "Auenried",
            },
            "group": "g1",
            "value": [
                {
                    "content": "<p>Ausgabe ab Montag.</p><p>Raum&nbsp;0.14</p>",
                    "image": [{"id": "1", "path": "x"}],
                },
                {"content": "Fragen beantworten wir gern.", "image": []},
            ],
        },
        {"integration": {"id": "c2"}, "settings": {"__type": "x"}, "value": [{"content": "Ab Montag!"}]},
    ],
}
ROWS = {
    "posts": [
        {
            "id": "r1",
            "content": "Die Mensa öffnet um elf.",
            "publishDate": "2026-11-30T08:00:00Z",
            "state": "QUEUE",
            "integration": {"id": "c1", "providerIdentifier": "paper", "name": "Hochschule Auenried"},
        },
        {
            "id": "r2",
            "content": "Längst gesagt.",
            "publishDate": "2026-10-01T08:00:00Z",
            "state": "PUBLISHED",
        },
    ]
}
MIXPOST = {
    "data": [
        {
            "id": "m1",
            "status": "SCHEDULED",
            "accounts": [{"id": 7, "name": "Auenried", "username": "auenried", "provider": "paper"}],
            "versions": [
                {
                    "account_id": 0,
                    "is_original": True,
                    "content": [{"body": "<div>Für alle.</div>", "media": [1]}],
                },
                {
                    "account_id": 7,
                    "is_original": False,
                    "content": [{"body": "<div>Nur hier.</div>", "media": []}],
                },
            ],
            "tags": [],
            "scheduled_at": {"date": "2026-11-30", "time": "09:00", "human": "Nov 30"},
        }
    ]
}
BUFFER = {
    "total": 1,
    "updates": [
        {
            "id": "b1",
            "due_at": 1796025600,
            "profile_id": "p",
            "profile_service": "paper",
            "status": "buffer",
            "text": "Ausgabe ab Montag.",
        }
    ],
}
CSV = """Text,Image URL,Tags,Posting Time
"Ausgabe ab Montag,
mit Ausweis.",https://paper.example/b.png,"leihe,hilfe",2026-11-30 09:00
In der Nacht.,,,2027-03-28 02:30
Irgendwann.,,,bald
,,,2026-11-30 10:00
Ohne Zeit.,,,
"""
WHEN = datetime(2026, 11, 30, 8, tzinfo=UTC)


def read(told, zone=BERLIN):
    return reading.read(told.encode() if isinstance(told, str) else json.dumps(told, indent=1).encode(), zone)


@pytest.fixture(autouse=True)
def room(monkeypatch):
    monkeypatch.setattr(limits, "of", lambda _account: Limits(characters=300, pictures=4))


@pytest.mark.parametrize(
    ("told", "shape", "content", "accounts"),
    [
        (
            POSTIZ,
            "Postiz",
            "Ausgabe ab Montag.\n\nRaum 0.14\n\n---\n\nFragen beantworten wir gern.",
            ["paper", "x"],
        ),
        (ROWS, "Postiz", "Die Mensa öffnet um elf.", ["paper"]),
        (MIXPOST, "Mixpost", "Für alle.", ["paper"]),
        (MIXPOST["data"], "Mixpost", "Für alle.", ["paper"]),
        (BUFFER, "Buffer", "Ausgabe ab Montag.", ["paper"]),
    ],
)
def test_each_program_is_known_by_its_own_words(told, shape, content, accounts):
    found = read(told)
    assert found.shape == shape
    assert (found.posts[0].content, found.posts[0].due) == (content, WHEN)
    assert [one.network for one in found.posts[0].wanted] == accounts


def test_own_words_of_an_account_and_what_is_lost_are_told():
    first = read(POSTIZ).posts[0]
    assert [one.content for one in first.wanted] == ["", "Ab Montag!"]
    assert [one.facts for one in first.lost] == [{"count": 1}, {"count": 1}]
    assert read(MIXPOST).posts[0].wanted[0].content == "Nur hier."
    assert [one.line for one in read(ROWS).troubles] == [14]


def test_a_table_names_the_line_of_each_fault():
    found = read(CSV)
    assert [(one.line, one.content) for one in found.posts if one.content] == [
        (2, "Ausgabe ab Montag,\nmit Ausweis."),
        (7, "Ohne Zeit."),
    ]
    assert found.posts[0].due == WHEN
    said = [(one.line, one.remark.sentence % one.remark.facts) for one in found.troubles]
    assert [line for line, _why in said] == [4, 5, 6]
    assert "skip 02:30" in said[0][1]
    assert '"bald" is no time' in said[1][1]
    assert "says nothing" in said[2][1]


@pytest.mark.parametrize(
    ("content", "line", "why"),
    [
        (b"a,b\n\xff\xfe", 2, "UTF-8"),
        (b"\x00\x01", 1, "no text"),
        (b"name,when\nx,y\n", 1, "No column"),
        (b'[\n{"versions": []},\n{"versions": [}\n]', 3, "not JSON"),
        (b'{"a": 1}\n{"b"\n', 2, "not JSON"),
        (b'[{"haus": "baum"}]', 1, "no post of"),
        (b"[" * 100_000, 1, "not JSON"),
        (b'[{"leitstand": 2, "id": "x"}]', 1, "newer Leitstand"),
        (b'text\n"offen', 2, "no CSV"),
    ],
)
def test_what_nobody_can_read_is_said_with_its_line(content, line, why):
    found = reading.read(content, BERLIN)
    assert any(one.line == line and why in one.remark.sentence for one in found.troubles), found.troubles


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["posts", "date", "value", "integration", "versions", "content", "scheduled_at", "text"]
            )
            | st.sampled_from(
                ["profile_service", "due_at", "publishDate", "accounts", "media", "tags", "id", "settings"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=50, deadline=None)
@given(st.lists(json_values, max_size=4) | json_values)
def test_no_json_of_others_makes_us_fall(told):
    found = read(told)
    assert all(one.content and one.line >= 1 for one in found.posts)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted("paper", "auenried"), "a"),
        (Wanted("paper", "@Auenried@paper.example"), "a"),
        (Wanted("", "auenried"), "a"),
        (Wanted("paper", name="Mensa Auenried"), "b"),
        (Wanted("other", "auenried"), None),
        (Wanted("paper"), None),
        (Wanted("paper", "unbekannt"), None),
    ],
)
def test_an_account_is_found_only_where_just_one_can_be_meant(wanted, found):
    ours = [
        Account(network="paper", handle="@auenried@paper.example", name="Hochschule Auenried", actor_id="a"),
        Account(network="paper", handle="@mensa@paper.example", name="Mensa Auenried", actor_id="b"),
    ]
    one = queries.match(wanted, ours)
    assert (one and one.actor_id) == found


def brought(member, told, *, plan=False, otherwise=()):
    preview = queries.preview(member.organization, read(told), otherwise, NOW)
    return preview, actions.keep(member, preview, plan=plan, zone=BERLIN, now=NOW)


@pytest.mark.parametrize("told", [POSTIZ, ROWS, MIXPOST, BUFFER, CSV])
def test_the_same_file_twice_makes_nothing_twice(editor, account, told):
    _preview, first = brought(editor, told, otherwise=[account.pk])
    before = Thought.objects.count()
    preview, second = brought(editor, told, otherwise=[account.pk])
    assert first.made == before > 0
    assert (second.made, second.here, Thought.objects.count()) == (0, len(preview.posts), before)
    Thought.objects.all().delete()
    assert brought(editor, told)[1].made == 0
    assert Arrival.objects.count() == before


def test_the_same_post_twice_in_a_file_is_made_once(editor, account):
    assert brought(editor, "text\nEinmal.\nEinmal.\n")[1].made == 1


def test_what_comes_is_a_draft_with_its_time_and_words_per_account(editor, account):
    brought(editor, MIXPOST)
    (thought,) = Thought.objects.all()
    assert (thought.content, thought.due, thought.time_zone, thought.voice) == (
        "Für alle.",
        WHEN,
        BERLIN,
        editor.person,
    )
    assert thought.variants.get().content == "Nur hier."
    assert not Delivery.objects.exists()


def test_planned_at_once_goes_through_all_that_planning_asks(editor, account):
    _preview, kept = brought(
        editor,
        {"updates": [*BUFFER["updates"], {**BUFFER["updates"][0], "id": "b2", "text": "x" * 301}]},
        plan=True,
    )
    assert (kept.made, kept.planned) == (2, 1)
    assert [(one.due, one.state) for one in Delivery.objects.all()] == [(WHEN, "due")]


def test_a_time_that_has_passed_is_lost_and_said(editor, account):
    preview, _kept = brought(editor, "text,when\nGestern.,2026-11-16 09:00\n", plan=True)
    assert "has passed" in preview.posts[0].lost[0].sentence
    assert Thought.objects.get().due is None


def test_looking_keeps_nothing_and_the_page_brings_in_what_it_showed(client, editor, account, reader):
    client.force_login(editor.person)

    file = SimpleUploadedFile("plan.csv", CSV.replace("2026-11-30", "2199-11-30").encode())
    given = {"file": file, "time_zone": BERLIN, "accounts": [account.pk]}
    shown = client.post("/speak/calendar/exchange/", given)
    said = shown.content.decode()
    assert "2 drafts would be made" in said
    assert "Line 4:" in said
    assert "skip 02:30" in said
    assert not Thought.objects.exists()
    again = {"said": shown.context["said"], "time_zone": BERLIN, "accounts": [account.pk], "keep": "1"}
    assert client.post("/speak/calendar/exchange/", again).status_code == 302
    assert client.post("/speak/calendar/exchange/", again).status_code == 302
    assert Thought.objects.count() == 2
    assert client.post("/speak/calendar/exchange/", {"time_zone": BERLIN}).status_code == 422
    long = {"said": "x" * 1_000_001, "time_zone": BERLIN}
    assert client.post("/speak/calendar/exchange/", long).status_code == 422
    client.force_login(reader.person)
    assert client.post("/speak/calendar/exchange/", again).status_code == 409
    assert client.get("/speak/calendar/exchange/thoughts.jsonl").status_code == 409


@pytest.fixture
def rich(editor, account):
    """Thoughts with everything: two hands, variants, a picture, a time, an embargo."""
    henrik = member_of(editor.organization, "editor", "Henrik Voss")
    what = Said(
        title="Leihe",
        content="Ausgabe ab Montag. Fragen?",
        voice=editor.person_id,
        audience="Studierende",
        goal="Alle wissen es",
        due=NOW + timedelta(days=2),
        embargo=NOW + timedelta(days=1),
        variants={account.pk: VariantSaid(summary="Vorsicht", visibility="unlisted")},
    )
    thought = composing.begin(editor, what, now=NOW)
    own = VariantSaid(content="Kommt am Montag.")

    composing.save(
        henrik,
        thought,
        replace(what, content="Ausgabe ab Montag früh.", variants={account.pk: own}),
        seen=1,
        now=NOW,
    )
    medium = Medium.objects.create(
        organization=editor.organization, sha256="ab" * 32, media_type="image/png", title="Regal"
    )
    use = Use.objects.create(
        thought=thought, medium=medium, alt="Ein Regal voller Geräte", crop=[0, 0, 1, 0.5]
    )
    use.variants.add(thought.variants.get())
    planning.move(editor, thought, NOW + timedelta(days=3), now=NOW)
    composing.begin(henrik, now=NOW)
    return thought


def twin(organization):
    """Another organisation with the same people, accounts and pictures."""
    other = type(organization).objects.create(name="Hochschule Auenried, neu")
    for one in Membership.objects.filter(organization=organization):
        Membership.objects.create(person=one.person, organization=other, role=one.role)
    for one in (
        *Account.objects.filter(organization=organization),
        *Medium.objects.filter(organization=organization),
    ):
        one.pk, one.organization = None, other
        one.save()
    return other


def test_everything_taken_out_comes_back_equal(editor, rich):
    out = list(leaving.lines(editor.organization))
    other = twin(editor.organization)
    member = Membership.objects.get(organization=other, person=editor.person)
    preview, kept = brought(member, "\n".join(out))
    assert (kept.made, preview.troubles, [one.lost for one in preview.posts]) == (2, [], [[], []])
    assert list(leaving.lines(other)) == out
    assert brought(member, "\n".join(out))[1].made == 0
    assert brought(editor, "\n".join(out))[1].made == 0


def test_a_line_that_was_changed_brings_words_and_no_ones_voice(editor, rich):
    told = json.loads(next(leaving.lines(editor.organization)))
    told["id"], told["content"] = "https://elsewhere.example/1", "Das hat sie nie gesagt."
    henrik = Membership.objects.get(person__name="Henrik Voss")
    preview, _kept = brought(henrik, told)
    assert "not evidence" in preview.posts[0].lost[0].sentence
    row = Arrival.objects.get(key="https://elsewhere.example/1").thought
    assert (row.voice, row.content) == (henrik.person, "Das hat sie nie gesagt.")
    assert {who for spans in composing.authors(row).values() for _start, _end, who in spans} == {
        henrik.person_id
    }
    assert row.uses.get().alt == "Ein Regal voller Geräte"


def test_a_broken_line_of_ours_brings_in_nothing_at_all(editor, rich):
    told = json.loads(next(leaving.lines(editor.organization)))
    broken = {**told, "id": "https://elsewhere.example/2", "variants": [{}]}
    fine = {**told, "id": "https://elsewhere.example/1"}
    before = Thought.objects.count()
    with pytest.raises(Exception, match="not as Leitstand writes it"):
        brought(editor, f"{json.dumps(fine)}\n{json.dumps(broken)}")
    assert Thought.objects.count() == before


def test_what_went_out_is_told_and_never_written_into_the_ledger_from_a_file(editor, account):
    what = Said(content="Ausgabe.", voice=editor.person_id, variants={account.pk: VariantSaid()})
    planning.plan(editor, composing.begin(editor, what, now=NOW), seen=1, now=NOW)
    Delivery.objects.update(state="sent", receipt_id="p1", receipt_published=NOW)
    (line,) = leaving.lines(editor.organization)
    assert [(one["state"], one["id"]) for one in json.loads(line)["publications"]] == [("sent", "p1")]
    member = Membership.objects.get(organization=twin(editor.organization), person=editor.person)
    preview, _kept = brought(member, line)
    assert "ledger takes no files" in preview.posts[0].lost[0].sentence
    assert Delivery.objects.count() == 1
