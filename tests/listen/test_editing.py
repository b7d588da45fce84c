"""Writing a watch: rows and text say the same, and what it would bring is told with its doubt."""

from __future__ import annotations

import itertools
import random
from datetime import timedelta

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from leitstand.listen import actions, keeping
from leitstand.listen.archiving import actions as archiving
from leitstand.listen.archiving import tasks
from leitstand.listen.editing import figures, forms, rows, trying
from leitstand.listen.editing.rows import Row
from leitstand.listen.models import Lesson, Mention, Watch
from leitstand.vocabulary.watch import Mistake, read_query
from leitstand.vocabulary.watch.query import Operator, holds
from tests.listen.conftest import NOW, member_of, post

SAID = [
    ("auenried", [Row("all", "words", "auenried")]),
    ("(#rad OR #bus)", [Row("any", "hashtag", "rad, bus")]),
    ("auenried -", None),
    (
        "auenried (rad* OR bus*) NOT sport NOT lang:en",
        [
            Row("all", "words", "auenried"),
            Row("any", "beginning", "rad, bus"),
            Row("none", "words", "sport"),
            Row("none", "lang", "en"),
        ],
    ),
    (
        '"hochschule auenried" OR #auenried OR @auenried@chaos.example',
        [Row("any", "written", '"hochschule auenried", #auenried, @auenried@chaos.example')],
    ),
    (
        'url:firma.example/jobs author:"Anna Groß" network:mastodon',
        [
            Row("all", "url", "firma.example/jobs"),
            Row("all", "author", "anna gross"),
            Row("all", "network", "mastodon"),
        ],
    ),
    ("NOT (a OR b) c", [Row("all", "words", "c"), Row("none", "words", "a, b")]),
]


@pytest.mark.parametrize(("query", "expected"), [one for one in SAID if one[1] is not None])
def test_a_query_is_shown_row_by_row(query, expected):
    assert rows.rows(read_query(query)) == expected


@pytest.mark.parametrize("query", ["a NOT (b c)", "(a NOT b) OR c"])
def test_a_query_that_nests_deeper_than_rows_is_said_to(query):
    assert rows.rows(read_query(query)) is None


@pytest.mark.parametrize(
    ("row", "query"),
    [
        (Row("any", "words", "rad, bus"), "rad OR bus"),
        (Row("all", "words", "rad, Neue Bahn"), 'rad "Neue Bahn"'),
        (Row("any", "words", "AND"), '"AND"'),
        (Row("all", "phrase", "“neue bahn”"), '"neue bahn"'),
        (Row("all", "beginning", "rad*; bus"), "rad* bus*"),
        (Row("all", "beginning", "neue bahn"), '"neue bahn*"'),
        (Row("all", "hashtag", "#klima, rad*"), "#klima #rad*"),
        (Row("all", "handle", "anna@chaos.example"), "@anna@chaos.example"),
        (Row("all", "author", "Anna Groß"), 'author:"Anna Groß"'),
        (Row("all", "author", '"Groß, Anna"'), 'author:"Groß, Anna"'),
        (Row("any", "written", '#rad, "a, b", url:x.example'), '#rad OR "a, b" OR url:x.example'),
        (Row("all", "written", "rad OR bus, sport"), "(rad OR bus) sport"),
        (Row("all", "words", " , ;"), ""),
    ],
)
def test_a_row_says_what_was_typed(row, query):
    assert rows.text([row]) == query


def test_what_is_excluded_stands_last():
    said = rows.text([Row("none", "words", "sport"), Row("any", "words", "rad, bus")])
    assert said == "(rad OR bus) NOT sport"


WORDS = st.sampled_from(["a", "b", "c", "dd", "ee"])
ATOMS = st.one_of(
    WORDS,
    st.builds('"{} {}"'.format, WORDS, WORDS),
    st.builds("#{}".format, WORDS),
    st.builds("@{}@x.example".format, WORDS),
    st.builds("url:{}.example/{}".format, WORDS, WORDS),
    st.builds("lang:{}".format, WORDS),
    st.builds('author:"{} {}"'.format, WORDS, WORDS),
    st.sampled_from(["dd*", "#ee*", '"a dd*"']),
)
QUERIES = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.builds("({} OR {})".format, inner, inner),
        st.builds("({} {})".format, inner, inner),
        st.builds("NOT {}".format, inner),
    ),
    max_leaves=6,
)


@settings(max_examples=100)
@given(QUERIES)
def test_rows_and_text_say_the_same_of_every_post(query):
    try:
        asked = read_query(query)
    except Mistake:
        return
    said = rows.rows(asked)
    if said is None:
        return
    again = read_query(rows.text(said))
    atoms = sorted({s for s in (*asked.steps, *again.steps) if not isinstance(s, Operator)}, key=repr)
    for true in itertools.product((False, True), repeat=len(atoms)):
        there = {atom for atom, is_true in zip(atoms, true, strict=True) if is_true}
        assert holds(asked.steps, there) == holds(again.steps, there)
    assert rows.rows(again) is not None


def test_what_is_wrong_in_a_row_stands_beside_it():
    data = {"row0-how": "any", "row0-kind": "hashtag", "row0-terms": "e-mail, rad"}
    [one] = forms.typed(data)
    assert "e-mail" in str(one.errors["terms"])


def test_posts_a_day_come_with_an_interval_that_holds():
    dice, held = random.Random(7), 0
    for _trial in range(300):
        rate = dice.gammavariate(4, 5)
        days = [sum(dice.expovariate(1) < rate / 60 for _m in range(60)) for _day in range(7)]
        truth = 60 * (1 - 2.718281828 ** (-rate / 60))
        estimate = figures.per_day(days, [1.0] * 7)
        held += estimate.low <= truth <= estimate.high
    assert 0.7 < held / 300 < 0.95, held


def test_few_days_say_nothing_and_none_found_says_not_none():
    assert figures.per_day([4, 5], [1.0, 1.0]) is None
    nothing = figures.per_day([0] * 7, [1.0] * 7)
    assert (nothing.mean, nothing.low) == (0, 0)
    assert nothing.high > 0
    half = figures.per_day([5] * 7, [0.5] * 7)
    assert half.mean == 10


def test_a_share_of_nothing_is_not_known():
    assert figures.share(0, 0) is None
    assert figures.share(0, 5).high > 0.1
    assert figures.share(5, 5).low < 0.9


def test_words_that_tell_are_found_and_common_ones_are_not():
    here = [{"der", "rad", f"x{n}"} for n in range(20)]
    there = [{"der", "bus", f"y{n}"} for n in range(200)] + [{"rad"}]
    assert [term.word for term in figures.telling(here, there)] == ["rad"]
    assert figures.telling(here, there, {"rad"}) == []
    assert figures.telling(here, []) == []


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setattr(keeping, "home", lambda: tmp_path / "archive")


@pytest.fixture
def heard(db, organization, source):
    """Ten days of one source: Auenried, twice a day with a bus; the Radweg of another place in between."""
    owner = member_of(organization, "owner")
    archiving.change(owner, active=True, purpose="Ausprobieren", days=30, now=NOW)
    number = itertools.count()
    for back in range(9, -1, -1):
        moment = NOW - timedelta(days=back)
        said = ["Bus in Auenried", "Bus nach Auenried", "Bus in Lindental", "Radweg in Lindental"]
        posts = [post(f"{next(number)}", one, published=moment) for one in said]
        actions.take_in(source, posts, str(back), now=moment)
    tasks.tend(NOW)


@pytest.mark.django_db
def test_a_trial_on_the_archive_knows_what_no_watch_found(organization, heard):
    tried = trying.trial(organization, "auenried", NOW)
    assert tried.whole
    assert (tried.found, tried.tried) == (16, 32), "of seven whole days and today"
    assert (tried.per_day.mean, tried.per_day.n) == (2, 14)
    assert tried.noise is None
    assert [(term.word, term.here, term.there) for term in tried.add] == [("bus", 16, 8)]
    assert {seen.mention for seen in tried.latest} == {None}


@pytest.mark.django_db
def test_a_large_day_is_tried_on_a_sample_that_counts_for_all(organization, heard, monkeypatch):
    monkeypatch.setattr(trying, "MOST", 16)
    tried = trying.trial(organization, "auenried OR lindental", NOW)
    assert tried.tried < 20
    assert tried.per_day.mean == 4


@pytest.mark.django_db
def test_without_an_archive_it_says_that_it_knows_only_mentions(organization, source, watch):
    actions.take_in(source, [post("1"), post("2", "Radweg")], "1", now=NOW)
    tried = trying.trial(organization, "neues", NOW)
    assert (tried.whole, tried.found, tried.tried, tried.per_day) == (False, 1, 1, None)
    assert tried.latest[0].mention == Mention.objects.get().pk


@pytest.mark.django_db
def test_what_the_team_decided_tells_the_noise_and_the_words_to_exclude(organization, source, watch):
    posts = [post(f"{n}", f"Auenried {'Fussball' if n % 2 else 'Hochschule'}", minutes=n) for n in range(20)]
    actions.take_in(source, posts, "1", now=NOW)
    for row in Mention.objects.all():
        wrong = int(row.post_id) % 2
        Lesson.objects.create(mention=row, question="relevant", label="irrelevant" if wrong else "relevant")
    tried = trying.trial(organization, "auenried", NOW)
    assert (tried.noise.mean, tried.noise.n) == (0.5, 20)
    assert tried.noise.low < 0.5 < tried.noise.high
    assert [(term.word, term.here, term.there) for term in tried.exclude] == [("fussball", 10, 0)]


@pytest.fixture
def client(client, editor):
    client.force_login(editor.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.get(reverse("listen:watches"))  # the session is there
    return client


ROW = {"row0-how": "any", "row0-kind": "beginning", "row0-terms": "rad, bus"}
EMPTY = {"row1-how": "any", "row1-kind": "words", "row1-terms": ""}


@pytest.mark.django_db
def test_rows_become_text_without_script(client):
    answer = client.post(
        reverse("listen:add-watch"), {"name": "Rad", "query": "x", "build": "1", **ROW, **EMPTY}
    )
    said = answer.content.decode()
    assert answer.status_code == 200
    assert 'value="rad* OR bus*"' in said
    assert "<c-" not in said
    assert not Watch.objects.exists()
    more = client.post(reverse("listen:add-watch"), {"name": "", "query": "", "more": "1", **ROW})
    assert len(more.context["page"].rows) == 2


@pytest.mark.django_db
def test_rows_become_text_while_they_are_filled_in(client):
    answer = client.post(reverse("listen:build-watch"), {"name": "", "query": "", **ROW})
    said = answer.content.decode()
    assert said.startswith('<div id="asked"')
    assert 'value="rad* OR bus*"' in said
    assert 'id="trial"' in said
    assert "<html" not in said


@pytest.mark.django_db
def test_text_becomes_rows_while_it_is_written(client):
    said = client.post(reverse("listen:try-watch"), {"query": "rad* OR bus*"}).content.decode()
    assert 'id="rows" hx-swap-oob="true"' in said
    assert 'value="rad, bus"' in said
    nested = client.post(reverse("listen:try-watch"), {"query": "a NOT (b c)"}).content.decode()
    assert "row0-terms" not in nested
    broken = client.post(reverse("listen:try-watch"), {"query": "rad OR"})
    assert broken.status_code == 422
    assert 'id="rows"' not in broken.content.decode(), "what is being written does not lose its rows"


@pytest.mark.django_db
def test_a_suggested_word_is_taken_over_by_its_button(client):
    page = reverse("listen:add-watch")
    for said, button, expected in (
        ("rad", {"add": "fahrrad"}, "rad OR fahrrad"),
        ("rad", {"exclude": "sport"}, "rad NOT sport"),
        ("rad OR bus", {"exclude": "sport"}, "(rad OR bus) NOT sport"),
    ):
        answer = client.post(page, {"name": "", "query": said, **button})
        assert answer.context["form"].data["query"] == expected


@pytest.mark.django_db
def test_the_page_of_a_watch_leads_to_the_archive_where_there_is_one(client, heard, watch):
    said = client.get(reverse("listen:watch", args=[watch.pk])).content.decode()
    assert reverse("listen:look", args=[watch.pk]) in said
