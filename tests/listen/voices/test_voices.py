"""Voices are worked out from mentions, shown with their doubt, and held up to ourselves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from leitstand.listen.models import Echo, Mention, Owner, Story, VoicesReport
from leitstand.listen.spans import span
from leitstand.listen.voices import actions, echoes, first, queries, tasks
from leitstand.people.models import Account, Membership, Organization, Person
from leitstand.vocabulary import activity
from leitstand.vocabulary.post import Actor, Post

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
WORDS = ["Zug", "Turm", "Weg", "Halt", "Gleis", "Hafen", "Labor", "Pumpe", "Mensa", "Linse", "Rad", "Brot"]


@pytest.fixture
def organization(db) -> Organization:
    return Organization.objects.create(name="Hochschule Auenried", language="de")


@pytest.fixture
def reader(organization) -> Client:
    person = Person.objects.create_user("ada@auenried.example", name="Ada")
    Membership.objects.create(person=person, organization=organization, role="reader")
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return client


def subject(n: int) -> str:
    return " ".join(f"{WORDS[(n + step) % 12]}{n * step}" for step in range(1, 11))


def heard(organization, id: str, author: str, days: float, content: str, **fields) -> Mention:
    """A mention of `days` ago."""
    moment = NOW - timedelta(days=days)
    post = Post(id=id, content=content, attributed_to=Actor(id=author, name=author.title()), published=moment)
    given = {"copy_of": "", "network": "mastodon", "author_handle": f"@{author}@auenried.example"} | fields
    return Mention.objects.create(
        organization=organization,
        post_id=id,
        author_id=author,
        author_name=author.title(),
        text=content,
        post=activity.written(post),
        published=moment,
        heard=moment + timedelta(minutes=2),
        **given,
    )


def talk(organization, days: float = 5, times: int = 8) -> None:
    """Anna says something, Ben says it after her."""
    for n in range(times):
        heard(organization, f"a{days}.{n}", "anna", days - n / 100, subject(n + int(days)))
        heard(organization, f"b{days}.{n}", "ben", days - n / 100 - 0.001, subject(n + int(days)))


def voices(organization, days: int) -> dict[str, dict]:
    report = queries.report(organization, VoicesReport.ORIGIN, days)
    return {row["author"]: row for row in report.content["voices"]}


def test_who_was_first_is_worked_out_for_every_span(organization):
    talk(organization)
    talk(organization, days=40)
    assert actions.work_out(organization, NOW) == 32
    assert [(voices(organization, days)["anna"]["firsts"]) for days in (7, 30, 90)] == [8, 8, 16]
    anna, ben = voices(organization, 30)["anna"], voices(organization, 30)["ben"]
    assert (anna["followed"], anna["echoes"], ben["firsts"], ben["echoes"]) == (8, 0, 0, 8)
    assert anna["first"][0] == ["a5.7", "ben"]
    assert ben["echo"][0] == ["b5.7", "a5.7"]


def test_a_first_before_the_span_earns_nothing_in_it(organization):
    heard(organization, "old", "anna", 20, subject(1))
    heard(organization, "new", "ben", 2, subject(1))
    actions.work_out(organization, NOW)
    assert "anna" not in voices(organization, 7)
    assert voices(organization, 7)["ben"]["echoes"] == 1
    assert voices(organization, 30)["anna"]["followed"] == 1


def test_the_outlets_of_one_owner_are_one_voice(organization):
    talk(organization)
    Owner.objects.create(organization=organization, name="Haus", outlets=["anna", "ben"])
    actions.work_out(organization, NOW)
    assert voices(organization, 7)["ben"]["echoes"] == 0


def test_what_was_taken_down_is_not_told(organization):
    talk(organization)
    Mention.objects.filter(author_id="ben").update(taken_down=NOW)
    actions.work_out(organization, NOW)
    assert set(voices(organization, 7)) == {"anna"}


def test_the_page_tells_first_and_followed_with_intervals_and_us(organization, reader):
    talk(organization)
    Account.objects.create(
        organization=organization,
        network="mastodon",
        actor_id="x",
        handle="@ben@auenried.example",
        server="s",
    )
    actions.work_out(organization, NOW)
    page = reader.get(reverse("listen:voices"), {"days": 7}).content.decode()
    assert "Of 2 voices heard, 1 said something first that others took up." in page
    assert page.count(">Ben</a>") == 2  # among ours and among all
    assert "n = " not in page.split("<table")[0]
    found = reader.get(reverse("listen:voices"), {"days": 7}).context["page"]
    assert [line.author for line in found.ours] == ["ben"]
    assert "Of 8 posts of ours, 0 said something first, 8 repeated somebody." in page
    assert found.lines[0].novelty.glyph.kind in ("", "more")
    assert found.lines[0].lead.n == 8


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ({"text": "ANN"}, ["anna"]),
        ({"network": "mastodon"}, ["anna", "ben"]),
        ({"least": "9"}, []),
        ({"order": "n"}, ["anna", "ben"]),
        ({"least": "nonsense", "network": "nowhere", "order": "zzz", "days": "4"}, ["anna", "ben"]),
    ],
)
def test_the_table_is_narrowed_by_what_the_address_says(organization, reader, asked, left):
    talk(organization)
    actions.work_out(organization, NOW)
    answer = reader.get(reverse("listen:voices"), asked)
    assert answer.status_code == 200
    assert [line.author for line in answer.context["page"].lines] == left


def test_a_voice_has_a_page_with_examples_that_still_stand(organization, reader):
    talk(organization)
    actions.work_out(organization, NOW)
    Mention.objects.filter(post_id="a5.7").delete()
    anna = reader.get(reverse("listen:voice"), {"id": "anna", "days": 7})
    assert [mention.post_id for mention, _by in anna.context["page"].firsts] == [
        "a5.6",
        "a5.5",
        "a5.4",
        "a5.3",
    ]
    assert "Taken up first by Ben." in anna.content.decode()
    ben = reader.get(reverse("listen:voice"), {"id": "ben", "days": 7}).content.decode()
    assert "First said by Anna" in ben
    assert "First said in a post that is not with us." in ben
    assert reader.get(reverse("listen:voice"), {"id": "nobody"}).status_code in (404, 410)


def campaign(organization) -> None:
    for n in range(150):
        heard(
            organization,
            f"p{n}",
            f"person{n % 40}",
            20 - n / 10,
            f"Lesen https://paper.example/article{n * n % 30}",
        )
    for n in range(9):
        for who in range(4):
            said = f"Bitte teilen https://plan.example/aufruf{n}"
            heard(organization, f"x{n}.{who}", f"planted{who}", 18.01 - 1.7 * n - who / 40_000, said)


def test_a_group_is_told_with_evidence_and_innocent_reasons_and_no_verdict(organization, reader):
    campaign(organization)
    actions.work_out(organization, NOW)
    answer = reader.get(reverse("listen:coordination"), {"days": 30})
    (group,) = answer.context["page"].groups
    assert [member.name for member in group.members] == [f"Planted{n}" for n in range(4)]
    page = answer.content.decode()
    assert "at most 5\u00a0% are chance" in page
    assert "plan.example" in page
    assert "Why it may be nothing" in page
    assert "no verdict on anybody" in page


def test_pages_before_the_first_report_and_without_groups_say_so(organization, reader):
    assert "Not worked out yet." in reader.get(reverse("listen:voices")).content.decode()
    assert "Not worked out yet." in reader.get(reverse("listen:coordination")).content.decode()
    talk(organization)
    actions.work_out(organization, NOW)
    assert "No sign of coordination." in reader.get(reverse("listen:coordination")).content.decode()


def test_another_organisation_sees_nothing_of_it(organization):
    talk(organization)
    actions.work_out(organization, NOW)
    other = Organization.objects.create(name="Andere", language="en")
    assert queries.report(other, VoicesReport.ORIGIN, 7) is None
    assert queries.mentions(other, ["a5.1"]) == {}


def test_reports_are_made_when_something_new_was_heard_and_otherwise_once_a_day(organization):
    assert tasks.work_out_due(NOW) == 0
    talk(organization)
    assert tasks.work_out_due(NOW) == 1
    assert tasks.work_out_due(NOW + timedelta(minutes=30)) == 0
    heard(organization, "new", "anna", -0.01, subject(99))
    assert tasks.work_out_due(NOW + timedelta(minutes=5)) == 0
    assert tasks.work_out_due(NOW + timedelta(minutes=30)) == 1
    assert tasks.work_out_due(NOW + timedelta(hours=10)) == 0
    assert tasks.work_out_due(NOW + timedelta(hours=21)) == 1
    assert tasks.work_out_due(NOW - timedelta(hours=1)) == 1  # the clock was set back


def test_a_page_asks_the_database_the_same_few_times_however_much_there_is(
    organization, reader, django_assert_max_num_queries
):
    campaign(organization)
    talk(organization)
    actions.work_out(organization, NOW)
    for name, asked in (("voices", {}), ("coordination", {}), ("voice", {"id": "anna"})):
        with django_assert_max_num_queries(14):
            assert reader.get(reverse(f"listen:{name}"), asked).status_code == 200


def test_only_the_latest_mentions_are_looked_at_when_there_are_very_many(organization, monkeypatch):
    monkeypatch.setattr(queries, "MOST", 10)
    talk(organization)
    assert actions.work_out(organization, NOW) == 10


def test_what_a_mention_repeats_is_kept_beside_it_and_told_on_its_page(organization, reader):
    talk(organization)
    heard(organization, "third", "cleo", 4, subject(5))
    actions.work_out(organization, NOW)
    copy = Mention.objects.get(post_id="third")
    assert (copy.echo.first, copy.echo.first_author) == ("a5.0", "anna")
    page = reader.get(reverse("listen:mention", args=[copy.pk])).content.decode()
    assert "First said by Anna" in page
    assert f"{span(timedelta(days=1))} before" in page
    first = Mention.objects.get(post_id="a5.0")
    assert not Echo.objects.filter(mention=first).exists()
    assert (
        "its own, as far as we hear"
        in reader.get(reverse("listen:mention", args=[first.pk])).content.decode()
    )


def test_what_is_no_echo_any_more_is_forgotten_and_nothing_is_written_twice(organization):
    talk(organization)
    actions.work_out(organization, NOW)
    assert Echo.objects.count() == 8
    told = {row.pk: (row.first, row.first_author, row.lead_seconds) for row in Echo.objects.all()}
    assert echoes.write(organization.pk, told) == 0
    Mention.objects.filter(author_id="anna").delete()
    actions.work_out(organization, NOW)
    assert not Echo.objects.exists()


def test_a_chain_of_echoes_leads_to_its_first_and_a_circle_ends():
    seen = echoes.Echoes(
        keys={"c": 3, "x": 8},
        found={"c": ("b", "ben", 5.0), "b": ("a", "anna", 7.0), "x": ("y", "", None), "y": ("x", "", None)},
        moments={"a": NOW, "b": NOW + timedelta(seconds=7), "c": NOW + timedelta(seconds=12)},
    )
    assert seen.told() == {3: ("a", "anna", 12.0), 8: ("x", "", None)}


def test_the_likeliest_first_of_a_story_is_not_whoever_claims_an_impossible_moment(organization):
    for n in range(6):
        heard(organization, f"r{n}", f"reader{n}", 5 - n / 100, subject(1))
    liar = heard(organization, "early", "early", 5.2, subject(1))
    Mention.objects.filter(pk=liar.pk).update(heard=NOW - timedelta(days=4.9))
    rows = list(Mention.objects.order_by("published"))
    assert rows[0].post_id == "early"
    assert first.likeliest(rows).post_id == "r0"
    assert first.likeliest([]) is None


def test_a_story_says_who_was_first_and_what_speaks_against_it(organization, reader):
    story = Story.objects.create(
        organization=organization, key="k", headline="Der Steg", first_published=NOW, last_published=NOW
    )
    for n in range(6):
        heard(organization, f"r{n}", f"reader{n}", 5 - n / 1000, subject(1), story=story)
    page = reader.get(reverse("listen:story", args=[story.pk])).content.decode()
    assert "Reader0: by its own claim, and by what we observed." in page
    Mention.objects.filter(post_id="r0").update(heard=NOW - timedelta(days=5) + timedelta(minutes=5))
    page = reader.get(reverse("listen:story", args=[story.pk])).content.decode()
    assert "Reader0, by its own claim; but Reader1 was heard earlier." in page
    Mention.objects.filter(post_id="r0").update(heard=NOW - timedelta(days=4))
    page = reader.get(reverse("listen:story", args=[story.pk])).content.decode()
    assert "Probably Reader1, though another claims an earlier moment." in page
    assert "the clock or the date is doubted" in page
