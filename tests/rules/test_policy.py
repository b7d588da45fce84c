"""The policy as one source: hashes, articles in force, conditions, findings, what a change would do."""

import datetime as dt
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leitstand import registry
from leitstand.vocabulary import policy
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.finding import Level, Situation, utf16
from leitstand.vocabulary.policy import Article, Condition, Example, Policy, Term, Words
from leitstand.vocabulary.policy.planned import around
from leitstand.vocabulary.post import Note
from leitstand.vocabulary.situation import Medium

NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
RULES = registry.rules()


def article(id="1", **fields):
    words = {"title": Words("Titel", "Title"), "text": Words("Text", "Text")}
    return Article(id=id, **words | fields)


def ours(*articles, version="1"):
    return Policy(name=Words("Regeln", "Rules"), version=version, articles=articles)


def post(text, id="p", **facts):
    return policy.planned({"id": id, **around(facts, text)}, now=NOW)


def check(articles, text, **facts):
    asked = post(text, **facts)
    return policy.check(ours(*articles), asked.note, asked.situation, RULES)


LOUD = article("9.2", rule="capitals")
SEEROSE = article("3.1", rule="confidential", level=Level.STOP, parameters={"terms": (Term("Seerose"),)})


def test_the_order_of_articles_does_not_change_the_hash_but_a_comma_does():
    assert ours(LOUD, SEEROSE).hash == ours(SEEROSE, LOUD).hash
    changed = replace(LOUD, text=Words("Text,", "Text"))
    assert ours(LOUD).hash != ours(changed).hash
    assert ours(LOUD).wording != ours(changed).wording


@pytest.mark.parametrize(
    ("field", "value", "read"),
    [
        ("parameters", {"words": 3}, False),
        ("good", (Example("Ruhig"),), False),
        ("rule", "", False),
        ("level", Level.STOP, True),
        ("why", Words("Darum", "Because"), True),
        ("valid_to", dt.date(2027, 1, 1), True),
    ],
)
def test_people_acknowledge_what_they_read_and_not_how_it_is_checked(field, value, read):
    before, after = ours(LOUD), ours(replace(LOUD, **{field: value}))
    assert before.hash != after.hash
    assert (before.wording != after.wording) is read


def test_a_hash_never_changes_between_versions_of_the_program():
    assert ours(LOUD).hash == "b98287147c4cc4e2b29f70c69b60b48c5c2c0ef763e9c7d993008bfc2d53e9b4"


def test_an_article_holds_from_its_first_to_its_last_day_on_the_clocks_of_the_account():
    dated = replace(LOUD, valid_from=dt.date(2026, 12, 1), valid_to=dt.date(2026, 12, 31))
    shout = "DIE MENSA IST ZU"
    at = {
        "2026-11-30T23:30:00+01:00": False,
        "2026-11-30T23:30:00Z": True,
        "2026-12-31T22:59:00Z": True,
        "2026-12-31T23:01:00Z": False,
    }
    assert {moment: bool(check([dated], shout, published=moment)) for moment in at} == at


def test_the_article_decides_how_much_a_finding_weighs_and_the_heaviest_comes_first():
    found = check([LOUD, SEEROSE], "DIE SEEROSE BLÜHT HEUTE")
    assert [(one.article, one.level, one.rule) for one in found] == [
        ("3.1", Level.STOP, "confidential"),
        ("9.2", Level.HINT, "capitals"),
    ]
    harder = check([replace(LOUD, level=Level.STOP)], "DIE MENSA IST ZU")
    assert harder[0].level is Level.STOP


def test_an_article_without_a_rule_is_only_read():
    assert check([article("1.3")], "DIE MENSA IST ZU") == []


def test_titles_warnings_and_picture_descriptions_are_read_too_and_named_as_places():
    note = Note(content="Guten Tag", published=NOW, name="Neues von der Seerose")
    media = (Medium(alt="Ein Boot"), Medium(alt="Die Seerose blüht"))
    found = policy.check(ours(SEEROSE), note, Situation(now=NOW, network="x", media=media), RULES)
    assert [(one.where, one.start, one.end) for one in found] == [("alt:1", 4, 11), ("name", 14, 21)]
    assert found[1].quote(note) == "Seerose"


CASES = [
    (Condition(fact="network", equals="Mastodon"), {"network": "mastodon"}, True),
    (Condition(fact="network", one_of=("bluesky", "x")), {"network": "mastodon"}, False),
    (Condition(fact="subject", one_of=("bau",)), {"subjects": ["bad", "Bau"]}, True),
    (Condition(fact="subject", none_of=("bau",)), {"subjects": ["bad", "Bau"]}, False),
    (Condition(fact="subject", none_of=("bau",)), {}, False),
    (Condition(fact="hour", at_least=22), {"published": "2026-11-22T22:00:00+01:00"}, True),
    (Condition(fact="hour", at_least=22), {"published": "2026-11-22T20:59:00Z"}, False),
    (Condition(fact="hour", at_most=5), {"published": "2026-11-22T23:30:00Z"}, True),
    (Condition(fact="weekday", equals="sunday"), {"published": "2026-11-22T22:00:00+01:00"}, True),
    (Condition(fact="storm", equals=False), {}, True),
    (Condition(fact="listed", equals=False), {}, False),
    (Condition(fact="listed", known=False), {}, True),
    (Condition(fact="listed", known=False), {"listed": False}, False),
    (Condition(fact="listed", known=True), {"listed": False}, True),
    (Condition(fact="voice_posts", at_most=4), {"voicePosts": 4}, True),
    (Condition(fact="voice_posts", at_most=4), {}, False),
    (Condition(fact="campaign", equals="herbst"), {"campaign": "Herbst"}, True),
    (Condition(fact="campaign", at_least=3), {"campaign": "Herbst"}, False),
    (Condition(fact="budget", at_least=3, at_most=5), {"budget": 4}, True),
    (Condition(fact="media", at_least=2), {"attachment": [{}, {}]}, True),
    (Condition(fact="people_shown", equals=True), {"attachment": [{}, {"people": True}]}, True),
    (Condition(fact="people_shown", known=False), {"attachment": [{}]}, True),
    (Condition(fact="language", equals="de"), {"language": "de-AT"}, True),
    (Condition(fact="reply", equals=True), {"inReplyTo": "https://a.example/1"}, True),
    (Condition(fact="length", at_least=3), {}, True),
]


@pytest.mark.parametrize(("condition", "facts", "holds"), CASES)
def test_conditions_on_facts(condition, facts, holds):
    asked = post("abc", **facts)
    assert condition.holds(asked.note, asked.situation) is holds


def test_every_fact_can_be_asked_of_a_post_that_nobody_knows_anything_about():
    asked = post("")
    for one in policy.FACTS:
        assert isinstance(one.read(asked.note, asked.situation), str | int | bool | tuple | None), one.name


def test_when_narrows_an_article():
    only = replace(LOUD, when=(Condition(fact="network", equals="linkedin"),))
    assert check([only], "DIE MENSA IST ZU", network="mastodon") == []
    assert check([only], "DIE MENSA IST ZU", network="linkedin")


def test_a_change_tells_which_posts_it_would_have_stopped_freed_or_only_marked():
    old = ours(SEEROSE, LOUD)
    new = ours(
        replace(SEEROSE, parameters={"terms": (Term("Reiher"),)}), LOUD, article("9.3", rule="tracking")
    )
    posts = [
        post("Die Seerose blüht", "freed"),
        post("Der Reiher brütet", "stopped"),
        post("Seerose und Reiher", "both"),
        post("https://a.example/?utm_source=x", "marked"),
        post("DIE MENSA IST ZU", "same"),
    ]
    found = {one.id: one for one in policy.changed(old, new, posts, RULES)}
    assert set(found) == {"freed", "stopped", "both", "marked"}
    assert [id for id, one in found.items() if one.freed] == ["freed"]
    assert [id for id, one in found.items() if one.stopped] == ["stopped"]
    assert (found["marked"].before, found["marked"].after) == (None, Level.HINT)
    assert [one.quote(posts[2].note) for one in found["both"].gone] == ["Seerose"]


def test_a_milder_severity_frees_and_the_same_policy_changes_nothing():
    milder = ours(replace(SEEROSE, level=Level.ASK))
    posts = [post("Die Seerose blüht")]
    assert [one.freed for one in policy.changed(ours(SEEROSE), milder, posts, RULES)] == [True]
    assert list(policy.changed(milder, ours(*milder.articles, version="2"), posts, RULES)) == []


def test_examples_say_which_side_they_failed_on():
    loud = replace(LOUD, good=(Example("RUHE IM GANZEN HAUS"), Example("Ruhe")), bad=(Example("Ruhe bitte"),))
    tried = policy.tests(ours(loud, article("2")), RULES)
    assert [(one.kind, one.passed) for one in tried] == [("good", False), ("good", True), ("bad", False)]


def test_without_a_policy_every_rule_speaks_for_itself():
    asked = post("DIE MENSA IST ZU, Ruf an: 0171 2345678")
    found = policy.every_rule(asked.note, asked.situation, RULES)
    assert [(one.rule, one.article, one.level) for one in found] == [
        ("telephone", "4.2", Level.STOP),
        ("capitals", "9.2", Level.HINT),
    ]


def test_places_are_told_in_the_unit_of_the_browser():
    assert [utf16("a🎉b", place) for place in range(4)] == [0, 1, 3, 4]


WRONG = [
    ({}, "content"),
    ({"content": 3}, "content"),
    ({"content": "x", "published": "gestern"}, "published"),
    ({"content": "x", "published": "9999-12-31T23:59:59Z"}, "published"),
    ({"content": "x", "published": "0001-01-01T00:00:00+02:00"}, "published"),
    ({"content": "x", "facts": []}, "facts"),
    ({"content": "x", "facts": {"zone": "Europe/Auenried"}}, "Europe/Auenried"),
    ({"content": "x", "facts": {"storm": "yes"}}, "storm"),
    ({"content": "x", "facts": {"own": [1]}}, "own"),
    ({"content": "x", "attachment": ["boot.jpg"]}, "attachment"),
    ({"content": "x", "attachment": [{"expires": "bald"}]}, "attachment"),
    ({"content": "x", "attachment": [{"licenze": "own"}]}, "attachment"),
    ({"content": "x", "links": {"url": "x"}}, "links"),
    ({"content": "x", "links": [{"status": 200}]}, "links"),
    ({"content": "x", "roster": [{"agreed": True}]}, "roster"),
    ({"content": "x", "language": 7}, "language"),
]


@pytest.mark.parametrize(("said", "named"), WRONG)
def test_a_planned_post_that_cannot_be_read_names_what_is_wrong(said, named):
    with pytest.raises(Invalid, match=named):
        policy.planned(said, now=NOW)


def test_what_is_null_is_not_known():
    assert post("x", storm=None, zone=None, own=None, voice_posts=None) == post("x")


def test_a_planned_post_is_read_in_the_spelling_of_json_and_of_toml():
    camel = post("x", aiText=True, attachment=[{"altWaived": "Zierde", "consentUntil": "2027-01-01"}])
    snake = post(
        "x", ai_text=True, attachment=[{"alt_waived": "Zierde", "consent_until": dt.date(2027, 1, 1)}]
    )
    assert camel == snake


ANY_TEXT = st.text(max_size=200) | st.text(alphabet="@#./-:?&=€0123456789 aADEzÄß🎉\u200b\n", max_size=200)


@settings(max_examples=60, deadline=None)
@given(ANY_TEXT)
def test_every_finding_of_every_rule_lies_inside_the_text(text):
    asked = post(
        text, public_body=True, listed=True, roster=[{"name": "Ada A"}], links=[{"url": "a", "gone": True}]
    )
    for finding in policy.every_rule(asked.note, asked.situation, RULES):
        assert 0 <= finding.start <= finding.end
        assert finding.where != "content" or finding.end <= len(text)
        assert "%(" not in finding.sentence


FLOODS = [
    "a",
    "a.",
    "a@a.",
    "0",
    "01 6 ",
    "A-B ",
    "! ",
    " ",
    "\n",
    ".",
    "\u200b",
    "🎉",
    "wir gewinn ",
    "vorstand ",
    "nicht zur ",
]
FLOODS += [
    "#" + "wir" * 20 + " ",
    "https://a.example/?utm_a=1&",
    "a (at) ",
    "Jana Brodersen ",
    "null eins sieben ",
    "1.",
]


@pytest.mark.parametrize("flood", FLOODS)
def test_a_flood_of_twenty_thousand_characters_is_read_in_a_moment(flood):
    text = (flood * 20_000)[:20_000]
    asked = post(text, public_body=True, listed=True, roster=[{"name": "Jana Brodersen"}])
    began = time.process_time()
    policy.every_rule(asked.note, asked.situation, RULES)
    assert time.process_time() - began < 1.5
