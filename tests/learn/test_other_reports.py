"""Reports of a goal, a network, a voice, a campaign and a storm; and what is handed in from above."""

import datetime as dt

import pytest
from django.urls import reverse

from leitstand.learn import actions as learn
from leitstand.learn.reports import beside, gathering, looking, measuring, storms, subjects, weekly, weeks
from leitstand.learn.reports.beside import Beside, Running, Sleeping
from leitstand.learn.reports.shapes import as_json
from leitstand.listen.models import Alarm, Watch
from leitstand.speak.models import Aim, Delivery, Thought, Treatment, Variant
from leitstand.vocabulary.errors import Gone
from tests.learn.test_reports import WEDNESDAY, heard
from tests.speak.conftest import member_of

MONDAY = dt.datetime(2026, 11, 9, 9, tzinfo=dt.UTC)


def said(account, author, content, at, *, aim=None, likes=None, title=""):
    thought = Thought.objects.create(
        organization=account.organization, voice=author, content=content, title=title
    )
    if aim:
        thought.aims.add(aim)
    variant = Variant.objects.create(thought=thought, account=account)
    row = Delivery.objects.create(
        organization=account.organization,
        variant=variant,
        account=account,
        author=author,
        content=content,
        revision="0" * 64,
        state="sent",
        receipt_published=at,
    )
    if likes is not None:
        learn.remember(row, {"like": likes, "reply": 0}, at + dt.timedelta(hours=3))
    return row


@pytest.fixture
def goal(organization):
    return Aim.objects.create(organization=organization, kind="goal", words="Fragen zur Leihe beantworten")


@pytest.fixture
def posts(account, editor, goal):
    """Five posts, four of them counted, two for the goal."""
    days = [MONDAY + dt.timedelta(days=n) for n in range(5)]
    return [
        said(
            account,
            editor.person,
            f"Beitrag {n}",
            at,
            aim=goal if n < 2 else None,
            likes=None if n == 4 else 10**n,
            title="Leihgeräte" if n == 3 else "",
        )
        for n, at in enumerate(days)
    ]


def here(organization, weeks_=4, network=""):
    return measuring.span(organization, weeks.named("2026-W46"), WEDNESDAY, network).back(weeks_)


def numbers(report, section=0):
    table = as_json(report)["sections"][section]["tables"][0]
    return {row[0]: row[1:] for row in table["rows"]}


def test_a_network_is_told_by_medians_and_its_strongest_post_is_named(organization, posts):
    chosen = gathering.subject(organization, "network", "paper")
    found = gathering.gather(chosen, here(organization, network="paper"))
    told = numbers(subjects.report(found))
    assert told["Posts"][0] == 5
    assert told["Reactions to a post (median)"] == [55, 1, 1000, 4], (
        "the one that was not counted is no nought"
    )
    assert (
        "The strongest post has 90\N{NO-BREAK SPACE}% of all reactions."
        in subjects.report(found).sections[0].words
    )
    assert "follow us" in subjects.report(found).not_said[0]


def test_a_network_has_only_its_own_posts(organization, posts, editor):
    from leitstand.people.models import Account

    other = Account.objects.create(
        organization=organization, network="mastodon", actor_id="us", server="https://m"
    )
    said(other, editor.person, "Anderswo", MONDAY)
    for name, n in (("paper", 5), ("mastodon", 1)):
        found = gathering.gather(gathering.subject(organization, "network", name), here(organization))
        assert len(found.posts) == n
    assert found.by_week[-1] == ("2026-W46", 1, 0, None), "untold is no nought"


def test_a_goal_has_only_what_points_to_it(organization, posts, goal):
    found = gathering.gather(gathering.subject(organization, "goal", str(goal.pk)), here(organization))
    assert [one.delivery.content for one in found.posts] == ["Beitrag 0", "Beitrag 1"]
    assert subjects.report(found).title == "Fragen zur Leihe beantworten"
    assert "So few posts say little" in subjects.lead(found)


def test_a_voice_has_posts_in_its_name_and_no_hours(organization, posts, editor):
    other = member_of(organization, "editor", "Jonas Tegeler")
    mine = gathering.gather(
        gathering.subject(organization, "voice", str(editor.person_id)), here(organization)
    )
    none = gathering.gather(
        gathering.subject(organization, "voice", str(other.person_id)), here(organization)
    )
    assert (len(mine.posts), len(none.posts)) == (5, 0)
    assert not mine.waits
    assert "no report on staff" in subjects.report(none).not_said[0]


def test_a_campaign_is_chosen_by_words_and_by_aim(organization, posts, goal):
    for aim, title, n in (
        ("", "leihgeräte", 1),
        (str(goal.pk), "", 2),
        (str(goal.pk), "leihgeräte", 0),
        ("", "", 5),
    ):
        chosen = gathering.campaign(organization, aim, title)
        assert len(gathering.gather(chosen, here(organization)).posts) == n


@pytest.mark.parametrize(("kind", "key"), [("goal", "999"), ("network", "myspace"), ("voice", "x")])
def test_what_is_not_there_is_gone(organization, kind, key):
    with pytest.raises(Gone):
        gathering.subject(organization, kind, key)


def test_every_week_of_the_span_is_there_also_the_silent_ones(organization, posts):
    found = gathering.gather(gathering.campaign(organization, "", ""), here(organization))
    assert [line[:2] for line in found.by_week] == [
        ("2026-W43", 0), ("2026-W44", 0), ("2026-W45", 0), ("2026-W46", 5),
    ]  # fmt: skip


@pytest.fixture
def alarm(organization, editor):
    """A storm of six posts: taken after twenty minutes, one post let stand."""
    watch = Watch.objects.create(organization=organization, name="Leihgeräte", query="leihgerät*")
    rows = heard(organization, MONDAY + dt.timedelta(minutes=10), 6)
    watch.mentions.set(rows)
    Treatment.objects.create(mention=rows[0], state="let_stand", at=MONDAY + dt.timedelta(hours=2))
    start = MONDAY.timestamp()
    return Alarm.objects.create(
        organization=organization,
        watch=watch,
        watch_name="Leihgeräte",
        state="calm",
        kind="spike",
        onset=MONDAY,
        opened=MONDAY + dt.timedelta(minutes=15),
        updated=MONDAY,
        heard=6,
        usual=1,
        low=0,
        high=3,
        figures={"volume": {"now": 6, "usual": 1, "low": 0, "high": 3, "beyond": True}},
        curve={"every": 300, "channels": {"volume": [[start + 300 * n, n, 1, 0, 3] for n in range(6)]}},
        acknowledged=MONDAY + dt.timedelta(minutes=35),
        acknowledged_by=editor.person,
        calmed=MONDAY + dt.timedelta(hours=3),
    )


def test_a_storm_says_how_long_it_took_from_the_alarm_to_a_human(organization, alarm):
    report = storms.report(storms.gather(organization, alarm.pk, WEDNESDAY), WEDNESDAY)
    assert "From the alarm to the first human act it took 20\N{NO-BREAK SPACE}min." in report.lead
    course = numbers(report)
    assert course["Noticed"][1] == 15
    assert course["First human act"][1:] == [35, "Aylin Demirbas"]
    assert course["First answer"] == ["", "", ""]
    acts = as_json(report)["sections"][0]["tables"][1]["rows"]
    assert [row[1] for row in acts] == [6, 0, 1, 0]
    assert len(report.sections[-1].quotes) == 5


def test_every_report_is_a_page_json_a_pdf_and_a_sheet(client, organization, editor, posts, goal, alarm):
    client.force_login(editor.person)
    index = client.get(reverse("learn:reports")).content.decode()
    addresses = [
        reverse("learn:report", args=["network", "paper"]),
        reverse("learn:report_campaign"),
        reverse("learn:report_storm", args=[alarm.pk]),
    ]
    for address in addresses:
        assert address in index
        page = client.get(address)
        assert page.status_code == 200
        assert "<c-" not in page.content.decode()
        assert client.get(f"{address}.json").json()["sections"]
    assert client.get(f"{addresses[2]}.pdf").content[:5] == b"%PDF-"
    assert client.get(f"{addresses[0]}.xlsx").content[:2] == b"PK"
    assert client.get(addresses[1], {"since": "2026-11-31"}).status_code == 410
    assert client.get(addresses[1], {"since": "2026-11-20", "until": "2026-11-01"}).status_code == 410
    assert client.get(reverse("learn:report_storm", args=[99999])).status_code == 410


def test_what_stands_above_is_handed_in_and_told_with_its_doubt(organization, monkeypatch):
    given = Beside(
        (Running("Vormittags antworten", "Week 4 of 6.", "per week", 0.3, -0.6, 1.2, "Not known yet."),),
        (Sleeping("youtube", 0.64, 0.48, 0.78, 31),),
        "Of 20 such forecasts above 50 % 13 came true.",
    )
    monkeypatch.setattr(beside, "_TELLERS", [lambda organization, now: given])
    found = looking.look(organization, weeks.named("2026-W46"), WEDNESDAY)
    told = {one.title: one for one in weekly.report(found).sections}
    assert told["Running now"].words == (
        "Vormittags antworten: Week 4 of 6. Difference +0.3 per week, between \N{MINUS SIGN}0.6 and +1.2 "
        "(80 % interval). Not known yet.",
    )
    assert [cell.text for cell in told["Could fall asleep"].tables[0].rows[0]][1:3] == [
        "64\N{NO-BREAK SPACE}%", "48–78\N{NO-BREAK SPACE}%",
    ]  # fmt: skip
