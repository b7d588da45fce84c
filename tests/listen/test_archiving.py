"""The archive of an organisation: only where it is wanted; looked through here and on a cluster alike."""

from __future__ import annotations

import itertools
import json
from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.urls import reverse

from leitstand.commands._cluster import cluster
from leitstand.commands.backfill import command
from leitstand.listen import actions, keeping
from leitstand.listen.archiving import actions as archiving
from leitstand.listen.archiving import backfill, queries, tasks
from leitstand.listen.archiving.matching import here
from leitstand.listen.models import Archiving, Backfill, Mention, Watch
from leitstand.vocabulary import batch
from leitstand.vocabulary.errors import Invalid, Refused
from leitstand.vocabulary.post import Actor, Post
from tests.listen.conftest import NOW, member_of, post, source_of

pytestmark = pytest.mark.django_db

PURPOSE = "Sehen, was eine neue Beobachtung gefunden hätte"


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setattr(keeping, "home", lambda: tmp_path / "archive")
    return tmp_path / "archive"


@pytest.fixture
def owner(organization):
    return member_of(organization, "owner")


@pytest.fixture
def kept(owner):
    return archiving.change(owner, active=True, purpose=PURPOSE, days=14, now=NOW)


def archived(organization):
    there = keeping.archive(organization.pk)
    return [p.id for day in there.days() for some in there.read(day) for p in batch.posts(some)]


def test_nothing_is_kept_unless_somebody_wants_it(organization, source, watch, home):
    actions.take_in(source, [post("1", "Radweg gesperrt")], "1", now=NOW)
    assert archived(organization) == []
    assert not home.exists()


def test_what_no_watch_found_is_kept_too_and_stays_out_of_the_mentions(organization, source, watch, kept):
    actions.take_in(source, [post("1"), post("2", "Radweg gesperrt")], "1", now=NOW)
    actions.take_in(source, [post("1"), post("3", "Bus")], "2", now=NOW + timedelta(minutes=5))
    assert archived(organization) == ["1", "2", "3"]
    assert [m.post_id for m in Mention.objects.all()] == ["1"]


def test_what_is_addressed_to_us_or_says_nothing_is_not_kept(organization, source, kept):
    mine = source_of(organization, source="notifications")
    actions.take_in(mine, [post("private")], "1", now=NOW)
    actions.take_in(source, [post("like", type="Like"), post("1")], "1", now=NOW)
    assert archived(organization) == ["1"]


def test_a_post_deleted_where_it_stood_leaves_the_archive(organization, source, kept):
    actions.take_in(source, [post("1"), post("2")], "1", now=NOW)
    actions.take_in(source, [Post(id="x", type="Delete", also={"object": "2"})], "2", now=NOW)
    assert archived(organization) == ["1"]


def test_a_disk_that_takes_no_more_costs_no_mention(organization, source, watch, kept, monkeypatch, caplog):
    def full(*_said):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("leitstand.archive.spool.append", full)
    assert actions.take_in(source, [post("1")], "1", now=NOW) == 1
    assert "not in the archive" in caplog.text


def test_only_owners_decide_and_a_purpose_is_needed(editor, owner):
    with pytest.raises(Refused):
        archiving.change(editor, active=True, purpose=PURPOSE, days=14, now=NOW)
    with pytest.raises(Refused):
        archiving.erase(editor, "1")
    for wrong in ({"purpose": "  "}, {"days": 0}, {"days": 91}):
        with pytest.raises(Invalid):
            archiving.change(owner, **{"active": True, "purpose": PURPOSE, "days": 14, "now": NOW} | wrong)
    assert not Archiving.objects.exists()


def test_switching_off_deletes_everything_at_once(organization, source, owner, kept):
    actions.take_in(source, [post("1")], "1", now=NOW)
    archiving.change(owner, active=False, purpose="", days=14, now=NOW)
    assert archived(organization) == []
    assert queries.kept(organization).size == 0


def test_days_leave_when_they_are_over_and_so_does_what_nobody_owns(organization, source, kept, home):
    for back in (20, 14, 13, 0):
        actions.take_in(source, [post(str(back))], str(back), now=NOW - timedelta(days=back))
    keeping.archive(999).add(next(keeping.archive(organization.pk).read(NOW.date())))
    (home / "notes").mkdir()
    tasks.tend(NOW)
    assert archived(organization) == ["13", "0"]
    assert keeping.archive(999).size() == 0
    assert (home / "notes").exists()


def test_a_person_is_erased_from_the_archive(organization, source, owner, kept):
    nele = Actor(id="https://x.example/nele", preferred_username="nele")
    actions.take_in(source, [post("1"), post("2", attributed_to=nele)], "1", now=NOW)
    assert archiving.erase(owner, "@nele") == 1
    assert archived(organization) == ["1"]
    with pytest.raises(Invalid):
        archiving.erase(owner, " ")


@pytest.fixture
def week(organization, source, kept):
    """Three days of two sources that no watch looked at; nobody was looked for then."""
    other = source_of(organization, source="https://b.example/feed", name="Anderes Blatt")
    number = itertools.count()
    for back in (3, 2, 1):
        moment = NOW - timedelta(days=back)
        for one in (source, other):
            posts = [
                post(
                    f"{next(number)}",
                    f"{'Radweg' if n % 3 == 0 else 'Bus'} {n} in Auenried, Tag {back}",
                    published=None if n == 6 else moment - timedelta(minutes=n),
                    attributed_to=Actor(id=f"https://x.example/{n % 5}", name=f"Person {n % 5}"),
                )
                for n in range(10)
            ]
            actions.take_in(one, posts, f"{back}", now=moment)
    tasks.tend(NOW)


def asked(editor, query="radweg*"):
    watch = actions.add_watch(editor, f"Suche {query}", query, now=NOW)
    return archiving.ask_backfill(editor, watch, now=NOW)


def work(limit=50):
    moves = 0
    while tasks.backfill_due(NOW):
        moves += 1
        assert moves < limit
    return moves


def rows():
    return sorted(
        Mention.objects.values_list(
            "post_id", "source__name", "published", "heard", "text", "author_id", "story__key", "copy_of"
        ),
        key=str,
    )


def test_a_backfill_finds_day_by_day_what_a_watch_would_have_found_and_nothing_twice(editor, week, source):
    before = {name: getattr(source, name) for name in ("cursor", "posts_seen", "newest")}
    row = asked(editor)
    assert work() == 3
    row.refresh_from_db()
    assert (row.state, row.days_done, row.days_all, row.posts_read) == ("done", 3, 3, 60)
    assert (row.found, row.made) == (24, 24)
    assert Mention.objects.count() == 24
    assert {m.watches.get() for m in Mention.objects.all()} == {row.watch}
    source.refresh_from_db()
    assert {name: getattr(source, name) for name in before} == before, "its cursor and pace stay"
    again = archiving.ask_backfill(editor, row.watch, now=NOW)
    work()
    again.refresh_from_db()
    assert (again.found, again.made, Mention.objects.count()) == (24, 0, 24)


def test_a_post_without_a_moment_keeps_that_of_its_hearing(editor, week):
    asked(editor)
    work()
    claimed = Mention.objects.filter(text__startswith="Radweg 6").values_list("published", flat=True)
    assert {moment.date() for moment in claimed} == {
        (NOW - timedelta(days=back)).date() for back in (1, 2, 3)
    }


@pytest.mark.enable_socket
def test_a_cluster_finds_the_same_to_the_row(editor, organization, week):
    from distributed import LocalCluster

    row = asked(editor)
    work()
    local = rows()
    Mention.objects.all().delete()
    organization.stories.all().delete()
    organization.memories.exclude(analysis="watches").delete()
    with (
        LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=False,
            protocol="tcp",
            host="127.0.0.1",
            dashboard_address=None,
        ) as there,
        cluster(there.scheduler_address) as engine,
    ):
        second = archiving.ask(row.watch, now=NOW, state="running")
        while backfill.step(second, NOW, engine):
            pass
    assert rows() == local
    row.refresh_from_db()
    assert (second.posts_read, second.found, second.made) == (row.posts_read, row.found, row.made)


def test_a_crash_in_the_middle_of_a_day_loses_and_doubles_nothing(editor, week):
    row = asked(editor)
    tasks.backfill_due(NOW)

    def breaks(batches, query):
        yield from itertools.islice(here(batches, query), 1)
        raise RuntimeError("power cut")

    row.refresh_from_db()
    assert backfill.begin(row, NOW)
    with pytest.raises(RuntimeError):
        backfill.step(row, NOW, breaks)
    assert work() == 0, "somebody seems to be at it"
    assert tasks.backfill_due(NOW + timedelta(minutes=16)) == 1
    work()
    row.refresh_from_db()
    assert (row.state, Mention.objects.count()) == ("done", 24)


def test_two_workers_do_not_take_the_same(editor, week):
    row = asked(editor)
    twin = Backfill.objects.get()
    assert backfill.begin(row, NOW)
    assert not backfill.begin(twin, NOW)


def test_a_backfill_can_be_stopped(editor, week):
    row = asked(editor)
    tasks.backfill_due(NOW)
    archiving.stop_backfill(editor, row)
    assert work() == 0
    row.refresh_from_db()
    assert (row.state, row.days_done) == ("stopped", 1)


def test_what_cannot_be_looked_for_says_why(editor, reader, organization, week):
    row = asked(editor)
    with pytest.raises(Refused, match="already"):
        archiving.ask_backfill(editor, row.watch, now=NOW)
    with pytest.raises(Refused):
        archiving.ask_backfill(reader, row.watch, now=NOW)
    actions.change_watch(editor, row.watch, active=False)
    work()
    row.refresh_from_db()
    assert row.state == "failed"
    assert row.watch.name in row.problem["sentence"] % row.problem["facts"]
    with pytest.raises(Refused, match="paused"):
        archiving.ask_backfill(editor, row.watch, now=NOW)


def test_without_an_archive_there_is_nothing_to_look_in(editor, watch):
    with pytest.raises(Refused, match="no archive"):
        archiving.ask_backfill(editor, watch, now=NOW)


def test_a_spoiled_file_is_told_and_ends_only_this(editor, organization, week):
    [place, *_more] = sorted(keeping.archive(organization.pk).root.rglob("*.parquet"))
    place.write_bytes(b"PAR1 no more")
    row = asked(editor)
    work()
    row.refresh_from_db()
    assert row.state == "failed"
    assert "cannot be read" in row.problem["sentence"]


def test_what_a_removed_source_said_is_left_out(editor, week, source):
    source.delete()
    row = asked(editor)
    work()
    row.refresh_from_db()
    assert (row.found, row.made) == (24, 12)


def test_a_watch_is_found_by_name_or_key_and_mistakes_are_told(organization, editor, watch):
    assert queries.watch_named("Wir") == queries.watch_named(str(watch.pk)) == watch
    with pytest.raises(Invalid, match="Wir"):
        queries.watch_named("Ihr")
    other = type(organization).objects.create(name="Stadtwerke Lindental")
    Watch.objects.create(organization=other, name="Wir", query="lindental")
    with pytest.raises(Invalid, match="--organization"):
        queries.watch_named("Wir")
    assert queries.watch_named("Wir", "Stadtwerke Lindental").organization == other


@pytest.fixture
def client(client, owner):
    client.force_login(owner.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.get(reverse("listen:watches"))  # the session is there
    return client


def test_the_page_switches_it_on_shows_it_and_erases(client, organization, source):
    page = reverse("listen:archive")
    assert client.post(page, {"active": "on", "purpose": "", "days": "7"}).status_code == 422
    assert client.post(page, {"active": "on", "purpose": PURPOSE, "days": "7"}).status_code == 302
    actions.take_in(source, [post("1")], "1", now=NOW)
    tasks.tend(NOW)
    said = client.get(page).content.decode()
    assert PURPOSE in said
    assert said.count("<h1") == 1
    client.post(reverse("listen:erase"), {"whom": "1"})
    assert archived(organization) == []
    assert client.post(reverse("listen:erase"), {"whom": ""}).status_code == 422


def test_the_page_shows_a_backfill_on_its_way_and_stops_it(client, owner, week):
    watch = actions.add_watch(owner, "Rad", "radweg*", now=NOW)
    client.post(reverse("listen:look", args=[watch.pk]))
    tasks.backfill_due(NOW)
    assert "<progress" in client.get(reverse("listen:archive")).content.decode()
    client.post(reverse("listen:stop-look", args=[Backfill.objects.get().pk]))
    assert Backfill.objects.get().state == "stopped"
    assert client.post(reverse("listen:stop-look", args=[999])).status_code == 410


def test_readers_see_the_purpose_but_change_nothing(client, reader, kept):
    client.force_login(reader.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = reverse("listen:archive")
    assert PURPOSE in client.get(page).content.decode()
    assert client.post(page, {"active": "", "purpose": "", "days": "7"}).status_code == 409
    assert client.post(reverse("listen:erase"), {"whom": "1"}).status_code == 409


def backfilled(*words, monkeypatch):
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "tests.settings")
    return CliRunner().invoke(command, words)


def test_the_command_finds_the_same_and_prints_what_it_did(editor, week, monkeypatch):
    actions.add_watch(editor, "Rad", "radweg*", now=NOW)
    done = backfilled("Rad", monkeypatch=monkeypatch)
    assert json.loads(done.stdout) == {"days": 3, "posts": 60, "found": 24, "new": 24}
    assert Backfill.objects.get().state == "done"
    again = backfilled("Rad", monkeypatch=monkeypatch)
    assert json.loads(again.stdout)["new"] == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("Nirgends",), "There is no watch"),
        (("Wir",), "no archive"),
        (("Wir", "--engine", "dask"), "belong together"),
        (("Wir", "--scheduler", "tcp://127.0.0.1:1"), "belong together"),
    ],
)
def test_wrong_usage_of_the_command_ends_with_2_and_says_why(watch, words, said, monkeypatch):
    done = backfilled(*words, monkeypatch=monkeypatch)
    assert done.exit_code == 2
    assert said in done.output
