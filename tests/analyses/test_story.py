"""Posts of one story come together, others stay apart, and memory is bounded."""

import datetime as dt
from collections import Counter

import pytest

from leitstand.analyses import matched, story
from leitstand.analyses.story import known as known_stories
from leitstand.analyses.story import splitting, tidying
from leitstand.vocabulary import batch
from leitstand.vocabulary.analysis import Context
from leitstand.vocabulary.post import Attachment, Post
from leitstand.vocabulary.watch import Watches, read_query

CONTEXT = Context(now=dt.datetime(2026, 11, 17, 9, tzinfo=dt.UTC))
LIBRARY = "Nach dem Sturm bleibt die Bibliothek der Hochschule Auenried bis Freitag geschlossen"
TALK = "Rektorin Thalmann nennt Netzneutralität in ihrem Vortrag überflüssig"
SUBJECTS = [
    "Bibliothek Sturm Dach Regen geschlossen Lesesaal",
    "Rektorin Vortrag Netzneutralität Protest Rücktritt",
    "Mensa Linsen Preise Erhöhung Studierendenwerk",
    "Straßenbahn Linie Haltestelle Campus Umleitung",
    "Wasserbau Labor Eröffnung Pumpe Hafen",
]


def asked(posts, copies=None, known=story.START, context=CONTEXT):
    columns = batch.widen(batch.of(posts), matched.analyse(batch.of(posts), context))
    columns = batch.widen(columns, _copies(copies or [None] * len(posts)))
    answer, known = story.analyse(columns, known, context)
    return answer["story"].to_pylist(), known


def _copies(copies):
    import pyarrow as pa

    return pa.record_batch([pa.array(copies, pa.string())], names=["copy_of"])


def test_what_a_watch_looks_for_makes_no_story_of_all_that_it_finds():
    watches = Watches({"wir": read_query('"hochschule auenried"')})
    posts = [
        Post(id=str(number), content=f"Hochschule Auenried: {said}")
        for number, said in enumerate(
            ("Linseneintopf in der Mensa", "Radweg vertagt", "Theater ausverkauft") * 4
        )
    ]
    context = Context(now=CONTEXT.now, watches=watches)
    assert len(set(asked(posts, context=context)[0])) == 3


def stories(*posts, copies=None):
    """The stories by small numbers in the order of appearance."""
    told, _known = asked(posts, copies)
    return [list(dict.fromkeys(told)).index(one) for one in told]


def talk(count):
    """Posts about five subjects in turn, each with some words of its subject and some of its own."""
    for number in range(count):
        subject = SUBJECTS[number % len(SUBJECTS)].split()
        chosen = [subject[(number // 5 + step) % len(subject)] for step in range(4)]
        yield Post(id=f"p{number}", content=f"{' '.join(chosen)} und {number:06x}")


def test_the_same_event_in_other_words_is_one_story():
    sturm = Post(id="a", content=LIBRARY)
    again = Post(
        id="b", content="Sturm: Bibliothek in #Auenried geschlossen, die Hochschule bittet um Geduld"
    )
    other = Post(id="c", content=TALK)
    assert stories(sturm, other, again) == [0, 1, 0]


def test_common_words_make_no_story():
    assert stories(
        Post(id="a", content="Das ist heute aber auch wieder eine sehr lange Schlange vor der Kasse"),
        Post(id="b", content="Heute ist das Wetter auch wieder so wie immer, sehr grau, aber mild"),
    ) == [0, 1]


def test_a_shared_page_joins_across_languages():
    german = Post(id="a", content=f"{LIBRARY} https://www.auenried.example/news/sturm/?utm_source=x#top")
    english = Post(id="b", content='<p>Closed! <a href="http://auenried.example/news/sturm">more</a></p>')
    feed = Post(id="c", content="Everything about it", url="https://auenried.example/news/sturm")
    card = Post(
        id="d", content="hm", attachment=(Attachment(url="https://auenried.example/news/sturm", type="Link"),)
    )
    front = Post(id="e", content="Unsere Seite https://auenried.example/")
    assert stories(german, english, feed, card, front) == [0, 0, 0, 0, 1]


def test_copies_and_answers_follow_their_post():
    posts = [
        Post(id="a", content=TALK),
        Post(id="b", content="", announces="a"),
        Post(id="c", content="Wie bitte?!", in_reply_to="a"),
        Post(id="d", content="Wie bitte?!"),
        Post(id="e", content="Antwort ins Leere", in_reply_to="unknown"),
    ]
    assert stories(*posts, copies=[None, "a", None, None, None]) == [0, 0, 0, 1, 2]


def test_what_was_published_weeks_apart_is_not_one_story():
    then = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    posts = [
        Post(id=str(days), content=LIBRARY, published=then + dt.timedelta(days=days))
        for days in (0, 14, 28, 60)
    ]
    assert stories(*posts) == [0, 0, 0, 1]


def test_a_post_that_comes_again_changes_nothing():
    once, known = asked([Post(id="a", content=TALK)])
    again, after = asked([Post(id="a", content=TALK)], known=known)
    assert again == once
    assert story.pack(after) == story.pack(known)


def test_the_name_of_a_story_comes_from_its_first_post_and_from_nothing_else():
    alone, _known = asked([Post(id="b", content=TALK)])
    later, _known = asked([Post(id="a", content=LIBRARY), Post(id="b", content=TALK)])
    assert later[1] == alone[0]


def test_subjects_that_are_told_in_turn_stay_apart():
    told, _known = asked(list(talk(1000)))
    for subject in range(len(SUBJECTS)):
        ours = Counter(told[subject::5])
        name, count = ours.most_common(1)[0]
        assert count > 190, f"“{SUBJECTS[subject]}” fell into {len(ours)} stories"
        assert told.count(name) == count, f"“{SUBJECTS[subject]}” was mixed with another subject"


@pytest.mark.parametrize("cuts", [[1], [249, 250, 251], [100, 500, 777], list(range(0, 900, 45))])
def test_cutting_a_long_stream_changes_nothing_not_even_the_corrections(cuts, monkeypatch):
    monkeypatch.setattr(known_stories, "REMEMBERED", 300)
    monkeypatch.setattr(tidying, "QUIET", 200)
    posts = [post for pair in zip(talk(450), map(_alone, range(450)), strict=True) for post in pair]
    whole, end = _cut(posts, [])
    parts, same_end = _cut(posts, cuts)
    assert parts == whole
    assert story.pack(same_end) == story.pack(end)


def _alone(number):
    return Post(id=f"x{number}", content=" ".join(f"{word}{number}" for word in ("ab", "cd", "ef", "gh")))


def _cut(posts, cuts):
    known, told = story.START, []
    for start, end in zip([0, *cuts], [*cuts, len(posts)], strict=True):
        answer, known = asked(posts[start:end], known=known)
        told += [*zip((post.id for post in posts[start:end]), answer, strict=True)]
        told += [("revised", *one) for one in story.corrections(known)]
        known = story.unpack(story.pack(known))
    return sorted(map(str, told)), known


def test_stories_that_turn_out_to_be_one_are_corrected():
    early = [Post(id=f"a{n}", content=f"Feuerwehr Turm Auenried Alarm {n}") for n in range(3)]
    apart = [Post(id=f"b{n}", content=f"Qualm Kirchplatz Löschzug Sirene {n}") for n in range(2)]
    both = [
        Post(id=f"c{n}", content="Feuerwehr Turm Alarm Qualm Kirchplatz Löschzug Sirene") for n in range(40)
    ]
    filling = [_alone(n) for n in range(tidying.EVERY - 45)]
    told, known = asked([*early, *apart, *both, *filling])
    corrected = dict(story.corrections(known))
    assert told[0] != told[3]
    assert corrected
    assert set(corrected.values()) == {told[-len(filling) - 1]}
    assert set(corrected) in ({"a0", "a1", "a2"}, {"b0", "b1"})
    following, after = asked([Post(id="n", content="Qualm am Kirchplatz, Sirene und Löschzug")], known=known)
    assert set(following) == set(corrected.values())
    assert story.corrections(after) == []


def test_memory_stays_bounded(monkeypatch):
    monkeypatch.setattr(tidying, "MOST_STORIES", 100)
    monkeypatch.setattr(tidying, "MOST_WORDS", 10)
    _told, known = asked([_alone(number) for number in range(2 * tidying.EVERY)])
    assert len(known.stories) == 100
    assert {number for places in known.index.values() for number in places} == set(known.stories)
    _told, known = asked([*talk(tidying.EVERY)])
    assert max(len(one.words) for one in known.stories.values()) <= 20


def _mixed(count):
    """Two subjects that nothing but one common word holds together, told in turn."""
    one = ["Dach", "Regen", "Lesesaal", "Eimer", "Plane", "Kran"]
    other = ["Linsen", "Suppe", "Teller", "Koch", "Pfand", "Kasse"]
    for number in range(count):
        words = (one, other)[number % 2]
        chosen = " ".join(words[(number // 2 + step) % 6] for step in range(4))
        yield Post(id=f"m{number}", content=f"Auenried {chosen}")


def test_a_young_story_that_holds_two_becomes_two_and_the_earlier_posts_are_told_again(monkeypatch):
    monkeypatch.setattr(known_stories, "JOIN", -1.0)  # whatever shares a word comes together
    told, known = asked(list(_mixed(99)))
    assert len(set(told)) == 1
    monkeypatch.setattr(known_stories, "JOIN", 0.04)
    _later, after = asked([Post(id="n", content="Linsen, Suppe und ein Koch")], known=known)
    corrected = dict(story.corrections(after))
    moved = {int(id.removeprefix("m")) % 2 for id in corrected if id.startswith("m")}
    assert len(moved) == 1, "one subject left the other"
    assert len(corrected) >= 40
    assert len(set(corrected.values()) - set(told)) == 1


def test_a_shared_page_keeps_two_vocabularies_together():
    german = [f"Bibliothek Auenried Sturm Dach Lesesaal {n}" for n in range(6)]
    english = [f"library storm roof reading room closed {n}" for n in range(6)]
    page = "https://auenried.example/sturm"
    first = [Post(id="g", content=f"{german[0]} {page}"), Post(id="e", content=f"{english[0]} {page}")]
    rest = [
        Post(id=f"{lang}{n}", content=said)
        for lang, them in (("g", german), ("e", english))
        for n, said in enumerate(them)
    ]
    told, known = asked([*first, *rest, *(_alone(n) for n in range(splitting.SPLIT_EVERY))])
    assert len(set(told[: len(first) + len(rest)])) == 1
    assert not {post for post, _story in story.corrections(known)} & {post.id for post in (*first, *rest)}


def test_what_has_been_silent_beyond_its_rhythm_needs_better_reasons():
    busy = known_stories.Story("a", born=0, heard=100, size=50, gap=2.0)
    slow = known_stories.Story("b", born=0, heard=100, size=5, gap=200.0)
    assert busy.silenced(104) == slow.silenced(104) == 1.0
    assert busy.silenced(600) > busy.silenced(200) > 1.0
    assert slow.silenced(600) == 1.0, "it always took its time"


def test_a_namesake_is_farther_than_a_post_that_shares_more():
    known = known_stories.Known()
    for words in (("müller", "hafen", "kran"), ("müller", "theater", "premiere")):
        number = known.open(str(len(known.stories)))
        known.count += 1
        known.pour(dict.fromkeys(words, 0.577), number)
        known.stories[number].grow(known.count, None)
        known.pour(dict.fromkeys(words, 0.577), number)
        known.stories[number].grow(known.count, None)
    alone, near = known.nearest({"müller": 0.8, "schule": 0.4, "radweg": 0.4}, None)
    _both, nearer = known.nearest({"müller": 0.8, "hafen": 0.4, "radweg": 0.4}, None)
    assert alone is not None
    assert nearer > near / (1 - known_stories.ONE_WORD)


@pytest.mark.parametrize("cuts", [[99], [100], [37, 100, 101, 199, 200, 250], list(range(0, 300, 7))])
def test_cutting_a_stream_whose_stories_split_changes_nothing(cuts, monkeypatch):
    monkeypatch.setattr(known_stories, "JOIN", 0.01)
    monkeypatch.setattr(known_stories, "EARLY", 0.0)
    posts = list(_mixed(300))
    whole, end = _cut(posts, [])
    parts, same_end = _cut(posts, cuts)
    assert parts == whole
    assert story.pack(same_end) == story.pack(end)
    assert end.parted > 0, "nothing was split: this test says nothing"
