"""Who was first is found by reference, clock and arrival; a voice is told with its doubt."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leitstand.analyses import coordination, copy, origin
from leitstand.analyses.origin import known as known_origins
from leitstand.vocabulary import batch
from leitstand.vocabulary.analysis import Context
from leitstand.vocabulary.post import Actor, Post

NOW = dt.datetime(2026, 11, 17, 9, tzinfo=dt.UTC)
CONTEXT = Context(now=NOW)
LIBRARY = "Nach dem Sturm bleibt die Bibliothek der Hochschule Auenried bis Freitag geschlossen"
TALK = "Rektorin Thalmann nennt Netzneutralität in ihrem Vortrag überflüssig und erntet Widerspruch"
PAGE = "https://auenried.example/news/sturm"


def post(id, author, minutes=0, content=LIBRARY, **fields):
    """A post `minutes` after NOW."""
    moment = None if minutes is None else NOW + dt.timedelta(minutes=minutes)
    return Post(id=id, content=content, attributed_to=Actor(id=author), published=moment, **fields)


def told(*posts, owners=None, cuts=()):
    """Each post's source, and the voices after all corrections."""
    known, copies, voices = origin.Known(owners=owners or {}), copy.START, origin.Voices()
    sources, wrong = {}, {}
    for start, end in zip([0, *cuts], [*cuts, len(posts)], strict=True):
        rows = batch.of(posts[start:end])
        found, copies = copy.analyse(rows, copies, CONTEXT)
        rows = batch.widen(rows, found)
        rows = batch.widen(rows, coordination.analyse(rows, CONTEXT))
        answer, known = origin.analyse(rows, known, CONTEXT)
        rows = batch.widen(rows, answer)
        sources |= dict(zip(rows["id"].to_pylist(), answer["echo_of"].to_pylist(), strict=True))
        wrong |= {one.id: one.first for one in origin.set_right(known)}
        voices.add(rows.to_pylist())
        voices.correct(origin.set_right(known))
    return sources | wrong, {voice.author: voice for voice in voices.told()}


def test_who_says_it_in_almost_the_same_words_repeats_it():
    sources, voices = told(
        post("a", "@anna"),
        post("b", "@ben", 5, content=f"{LIBRARY}!! 😀"),
        post("c", "@cem", 9, content=TALK),
    )
    assert sources == {"a": None, "b": "a", "c": None}
    assert (voices["@anna"].firsts, voices["@anna"].followed, voices["@ben"].echoes) == (1, 1, 1)


def test_a_quotation_inside_a_longer_text_is_found():
    longer = (
        f"Wer hätte das gedacht? {LIBRARY}. Wir gehen dann eben ins Café und lesen dort weiter, immerhin."
    )
    assert told(post("a", "@anna"), post("b", "@ben", 5, content=longer))[0]["b"] == "a"


def test_a_repost_repeats_even_a_post_we_never_heard():
    sources, _voices = told(
        post("a", "@anna"),
        post("b", "@ben", 5, content="", announces="a"),
        post("c", "@cem", 6, content="", announces="b"),
        post("d", "@dora", 7, content="", announces="elsewhere"),
    )
    assert sources == {"a": None, "b": "a", "c": "a", "d": "elsewhere"}


def test_who_links_to_a_page_repeats_whoever_wrote_it_also_when_we_hear_the_page_later():
    article = post("p", "@paper", 30, content=TALK, url=PAGE)
    link = post("l", "@lia", 0, content=f"Lesen! {PAGE}?utm_source=x")
    assert told(link, article)[0] == {"l": "p", "p": None}
    assert told(article, link)[0] == {"l": "p", "p": None}


def test_what_arrives_later_but_was_said_earlier_was_first():
    late, early = post("late", "@ben", 10), post("early", "@anna", 0)
    sources, voices = told(late, early, post("third", "@cem", 20))
    assert sources == {"late": "early", "early": None, "third": "early"}
    assert (voices["@anna"].firsts, voices["@anna"].followed) == (1, 1)
    assert (voices["@ben"].firsts, voices["@ben"].followed, voices["@ben"].echoes) == (0, 0, 1)


def test_without_moments_arrival_decides():
    assert told(post("a", "@anna", None), post("b", "@ben", None))[0] == {"a": None, "b": "a"}


def test_a_claim_from_the_future_or_against_all_habit_is_not_believed():
    def heard(id, author, said, at, content):
        moment = (NOW + dt.timedelta(minutes=at)).isoformat()
        return post(id, author, said, content=content, also={"observed": moment})

    usual = [heard(f"u{n}", "@ben", n, n + 1, f"{TALK} {n}{n}") for n in range(6)]
    first = heard("first", "@anna", 60, 61, LIBRARY)
    backdated = heard("backdated", "@ben", -5_000, 70, LIBRARY)
    assert told(*usual, first, backdated)[0]["backdated"] == "first"
    ahead = heard("ahead", "@cem", 300, 62, LIBRARY)
    assert told(ahead, heard("b", "@dora", 63, 64, LIBRARY))[0]["b"] == "ahead"


def test_naming_the_source_counts_more_than_any_clock():
    named = post("b", "@ben", -30, content=f"via @anna: {LIBRARY}")
    assert told(post("a", "@anna"), named)[0] == {"a": None, "b": "a"}


def test_one_owners_outlets_and_one_author_alone_follow_nobody():
    posts = (post("a", "@anna"), post("b", "@ben", 5), post("c", "@anna", 9))
    assert told(*posts, owners={"@anna": "Haus", "@ben": "Haus"})[0] == {"a": None, "b": None, "c": None}
    sites = [
        post(id, f"https://{host}/ida", content=LIBRARY, network="feed", url=f"https://{host}/{id}-lang")
        for id, host in (("a", "eins.example"), ("b", "eins.example"), ("c", "zwei.example"))
    ]
    assert told(*sites)[0] == {"a": None, "b": None, "c": "a"}


def test_greetings_hashtags_and_figures_of_speech_are_nobodys():
    posts = [post(f"g{n}", f"@{n}", n, content="Danke! #auenried #wissenschaft") for n in range(3)]
    phrase = "am Ende des Tages muss man"
    posts += [
        post(f"p{n}", f"@{n}", n, content=f"{phrase} {word * 3} sagen {word} {n}")
        for n, word in enumerate(("Brot", "Meer", "Turm"))
    ]
    assert set(told(*posts)[0].values()) == {None}


def test_what_is_said_again_after_a_month_is_new():
    assert told(post("a", "@anna"), post("b", "@ben", 60 * 24 * 31))[0]["b"] is None


def test_who_says_little_is_not_known_yet_and_who_says_much_has_an_interval():
    many = [
        post(f"{n}", "@anna", n, content=f"{'abcdefghij'[n % 10] * 5} {n} {TALK[n:]} {n * 7}")
        for n in range(9)
    ]
    _sources, voices = told(*many, post("x", "@ben", 1, content=LIBRARY))
    assert voices["@ben"].novelty is None
    share = voices["@anna"].novelty
    assert share.n == 9
    assert 0.8 < share.low <= share.mean <= share.high <= 1


def test_leads_and_takers_are_told():
    posts = []
    for n in range(24):
        subject = f"{n} Zug {n} fällt aus {'so' * n} Turm {n}{n} Weg {n * 3} Halt {n * 5} Gleis {n * 7} heute"
        posts.append(post(f"a{n}", "@anna", n * 60, content=subject))
        posts.append(post(f"b{n}", f"@taker{n % 6}", n * 60 + 10, content=subject))
        posts.append(post(f"c{n}", "@cem", n * 60 + 20, content=f"x{subject}"))
        posts.append(
            post(f"d{n}", "@only", n * 60 + 30, content=f"Ganz anderes {n} {'so' * (n + 2)} {n}-{n} und {n}")
        )
        posts.append(post(f"e{n}", "@parrot", n * 60 + 31, announces=f"d{n}", content=""))
    _sources, voices = told(*posts)
    anna, only = voices["@anna"], voices["@only"]
    assert (anna.firsts, anna.followed, only.followed) == (24, 24, 24)
    assert anna.lead_seconds.low < 600 < anna.lead_seconds.high * 1.2
    assert only.lead_seconds.mean < anna.lead_seconds.mean
    assert anna.independence.mean > 0.7 > 0.3 > only.independence.mean
    assert voices["@parrot"].novelty.high < 0.3 < anna.novelty.low


AUTHORS = ("@anna", "@ben", "@cem")


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_cutting_the_stream_anywhere_changes_no_voice(data):
    texts = st.sampled_from([LIBRARY, TALK, f"{LIBRARY}, heißt es, und mehr", "Danke!"])
    posts = [
        post(str(n), data.draw(st.sampled_from(AUTHORS)), data.draw(st.none() | st.integers(0, 90)),
             content=data.draw(texts), announces=data.draw(st.none() | st.just("0")) if n else None)
        for n in range(data.draw(st.integers(1, 14)))
    ]  # fmt: skip
    cuts = sorted(data.draw(st.lists(st.integers(0, len(posts)), max_size=3)))
    assert told(*posts, cuts=cuts) == told(*posts)


def test_memory_is_bounded_and_forgets_the_oldest(monkeypatch):
    monkeypatch.setattr(known_origins, "REMEMBERED", 200)
    posts = [
        post(f"{n}", "@anna", n, content=f"{n} {n * 3} Zug {n * 5} Turm {n * 7} Weg {n * 11}")
        for n in range(900)
    ]
    rows = batch.of([post("first", "@ben", 0), *posts])
    found, _copies = copy.analyse(rows, copy.START, CONTEXT)
    rows = batch.widen(rows, found)
    _answer, known = origin.analyse(
        batch.widen(rows, coordination.analyse(rows, CONTEXT)), origin.START, CONTEXT
    )
    assert sum(len(half.fragments) for _young, half in known.generations()) < 500
    assert sum(len(half.posts) for _young, half in known.generations()) < 900
    assert known.get("first") is None
    assert known.get("899") is not None


@pytest.mark.parametrize(
    "also", [{"observed": 3}, {"observed": "yesterday"}, {"observed": "2026-01-01T10:00:00"}]
)
def test_an_observed_moment_that_is_none_is_passed_over(also):
    assert told(post("a", "@anna", also=also), post("b", "@ben", 5))[0]["b"] == "a"
