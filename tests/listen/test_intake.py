"""Taking posts in: only what is watched for, once, harmless, and together with the cursor."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leitstand.listen import actions
from leitstand.listen.models import Memory, Mention, Source, Story
from leitstand.vocabulary.post import Attachment, Post, Tag
from tests.listen.conftest import NOW, member_of, post, source_of

pytestmark = pytest.mark.django_db


def take(source: Source, posts: list[Post], cursor: str = "1") -> int:
    return actions.take_in(source, posts, cursor, now=NOW)


def test_a_post_that_a_watch_finds_is_kept_with_the_watch(source, watch):
    assert take(source, [post("a"), post("b", "Nichts davon")]) == 1
    mention = Mention.objects.get()
    assert (mention.post_id, list(mention.watches.all())) == ("a", [watch])
    assert (mention.author_name, mention.text) == ("Ida Reusch", "Neues aus Auenried")


def test_a_post_that_nobody_watches_for_leaves_only_a_count(source, watch):
    take(source, [post("b", "Nichts davon")], "9")
    source.refresh_from_db()
    assert not Mention.objects.exists()
    assert not Memory.objects.exclude(analysis="watches").exists()
    assert (source.posts_seen, source.mentions_kept, source.cursor) == (1, 0, "9")


def test_a_source_that_keeps_all_needs_no_watch(organization):
    source = source_of(organization, keep="all")
    assert take(source, [post("b", "Nichts davon")]) == 1


def test_what_comes_through_notifications_is_addressed_to_us(organization):
    public, ours = (
        source_of(organization, keep="all"),
        source_of(organization, source="notifications", keep="all"),
    )
    take(public, [post("a")])
    assert not Mention.objects.get().addressed
    take(ours, [post("a")])
    assert Mention.objects.get().addressed, "heard first in public, then addressed to us: still one mention"


def test_an_answer_puts_the_source_right(source, watch):
    Source.objects.update(state="failing", failures=4, problem={"sentence": "x", "facts": {}})
    take(source, [])
    source.refresh_from_db()
    assert (source.state, source.failures, source.problem) == ("working", 0, None)


def test_a_removed_source_takes_in_nothing(source, watch):
    Source.objects.all().delete()
    assert take(source, [post("a")]) == 0
    assert not Mention.objects.exists()


def test_foreign_markup_is_harmless_before_it_is_stored(source, watch):
    evil = post(
        "a",
        '<p onclick="steal()">Auenried <script>alert(1)</script><img src=x onerror=alert(2)>'
        '<a href="javascript:alert(3)">x</a> <a href="https://a.example/" onmouseover=x>gut</a></p>',
        summary="<b onclick=x>Achtung</b>",
        name="<b onclick=x>Titel</b>",
        url="javascript:alert(5)",
        tag=(Tag(type="Hashtag", name="#a", href="javascript:alert(6)"),),
        attachment=(Attachment(url="data:text/html,alert(7)"), Attachment(url="https://a.example/b.png")),
        also={"bto": ["<img src=x onerror=alert(8)>"]},
    )
    take(source, [evil])
    mention = Mention.objects.get()
    said = str(mention.post) + mention.text + mention.name + mention.url
    for trace in ("script", "alert", "onclick", "onerror", "onmouseover", "javascript", "data:"):
        assert trace not in said, f"{trace} came through: {said}"
    assert 'href="https://a.example/"' in mention.post["content"]
    assert "nofollow noopener noreferrer" in mention.post["content"]
    assert mention.post["mediaType"] == "text/html"
    assert len(mention.post["attachment"]) == 1


def test_plain_text_stays_what_it_is(source, watch):
    take(source, [post("a", "Auenried: 3 < 5 & 7 > 2")])
    mention = Mention.objects.get()
    assert mention.text == mention.post["content"] == "Auenried: 3 < 5 & 7 > 2"
    assert mention.post["mediaType"] == "text/plain"


def test_lines_of_html_stay_lines(source, watch):
    take(source, [post("a", "<p>Auenried<br>heute</p><p>Morgen &amp; &lt;dann&gt;</p>")])
    assert Mention.objects.get().text == "Auenried\nheute\n\nMorgen & <dann>"


def test_characters_that_no_database_keeps_are_left_out(source, watch):
    take(source, [post("a\x00", "Auenried \ud83d\x00!", name="T\ud800itel"), post("b", "Auenried")])
    assert sorted(Mention.objects.values_list("post_id", "text")) == [("a", "Auenried !"), ("b", "Auenried")]


def test_an_endless_id_finds_itself_again(source, watch):
    long = post("x" * 5000)
    take(source, [long])
    take(source, [long])
    assert len(Mention.objects.get().post_id) <= 700


def test_a_moment_in_the_future_is_not_believed(source, watch):
    take(source, [post("a", minutes=-600)])
    assert Mention.objects.get().published == NOW


def test_an_edit_changes_the_words_and_an_older_version_does_not(source, watch):
    take(source, [post("a", minutes=50)])
    take(source, [post("a", "Auenried, berichtigt", minutes=50, updated=NOW - timedelta(minutes=9))])
    take(source, [post("a", "Auenried, veraltet", minutes=50, updated=NOW - timedelta(minutes=20))])
    assert Mention.objects.get().text == "Auenried, berichtigt"


def test_an_edit_that_no_longer_says_it_still_reaches_the_mention(source, watch):
    take(source, [post("a", minutes=50)])
    take(source, [post("a", "Doch nichts", minutes=50, updated=NOW)])
    assert Mention.objects.get().text == "Doch nichts"


@pytest.mark.parametrize(
    "gone",
    [
        Post(id="a", type="Tombstone"),
        Post(id="a", type="Delete"),
        Post(id="https://x.example/delete/1", type="Delete", also={"object": "a"}),
        Post(
            id="https://x.example/delete/1", type="Delete", also={"object": {"id": "a", "type": "Tombstone"}}
        ),
    ],
)
def test_a_deleted_post_leaves_a_tombstone_without_words(source, watch, gone):
    take(source, [post("a", name="Auenried ganz groß")])
    take(source, [gone])
    mention = Mention.objects.get()
    assert mention.taken_down == NOW
    assert "Auenried" not in str(mention.post) + mention.text + mention.name
    assert not Story.objects.filter(headline__contains="Auenried").exists()


def test_what_was_taken_down_does_not_come_back(source, watch):
    take(source, [post("a"), Post(id="a", type="Tombstone")])
    take(source, [post("a", updated=NOW)])
    assert Mention.objects.get().text == ""


def test_likes_and_follows_are_no_mentions(organization):
    source = source_of(organization, keep="all")
    assert take(source, [post("a", type="Like"), post("b", type="Follow"), post("c", "")]) == 1


def test_a_repost_counts_as_a_repeat(source, watch):
    take(source, [post("b", type="Announce", announces="a")])
    assert Mention.objects.get().copy_of == "a"


def test_two_organisations_hear_for_themselves(organization, source, watch, django_user_model):
    other = type(organization).objects.create(name="Stadtwerke Lindental")
    theirs = source_of(other)
    actions.add_watch(member_of(other), "Wir", "lindental", now=NOW)
    for one in (source, theirs):
        take(one, [post("a"), post("b", "Strom in Lindental")])
    assert list(organization.mentions.values_list("post_id", flat=True)) == ["a"]
    assert list(other.mentions.values_list("post_id", flat=True)) == ["b"]
    take(source, [Post(id="b", type="Tombstone")])
    assert other.mentions.get().taken_down is None


def test_a_new_watch_holds_from_the_next_batch(source, editor, watch):
    take(source, [post("a", "Mensa zu")])
    second = actions.add_watch(editor, "Mensa", "mensa", now=NOW)
    take(source, [post("b", "Mensa auf")])
    actions.change_watch(editor, second, active=False)
    take(source, [post("c", "Mensa zu")])
    actions.remove_watch(editor, second)
    take(source, [post("d", "Mensa in Auenried")])
    assert sorted(Mention.objects.values_list("post_id", flat=True)) == ["b", "d"]


def rows() -> list[object]:
    """Everything a stream leaves behind that must not depend on how it was cut."""
    mentions = Mention.objects.order_by("pk").values_list(
        "post_id", "text", "post", "language", "copy_of", "story__key", "story__headline", "taken_down"
    )
    stories = Story.objects.order_by("pk").values_list("key", "headline", "first_published", "last_published")
    return [
        list(mentions),
        list(stories),
        list(Mention.watches.through.objects.values_list("mention__post_id")),
    ]


WORDS = (
    "Auenried baut um",
    "Auenried baut um!",
    "In Auenried streikt die Mensa",
    "Nichts davon",
    "Der Rat tagt",
)


@st.composite
def streams(draw):
    """A few posts by a few people, some edited, some said again, some deleted; no id is used after that."""
    said, gone = [], set()
    for place in range(draw(st.integers(1, 8))):
        id = draw(st.sampled_from("abcde"))
        kind = draw(st.sampled_from(["say", "say", "say", "edit", "delete"]))
        words = draw(st.sampled_from(WORDS))
        one = post(id, words, minutes=60 - place)
        if kind == "edit":
            one = replace(one, updated=one.published + timedelta(minutes=draw(st.integers(0, 3))))
        if id not in gone:
            said.append(Post(id=id, type="Tombstone") if kind == "delete" else one)
        gone |= {id} if kind == "delete" else set()
    return said


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=streams(), data=st.data())
def test_cuts_repeats_and_crashes_change_nothing(organization, source, watch, said, data):
    whole = _heard(organization, source, [said], crash=-1)
    cuts = sorted(data.draw(st.sets(st.integers(0, len(said)), max_size=4)))
    pages = [said[a:b] for a, b in zip([0, *cuts], [*cuts, len(said)], strict=True)]
    again = [page for one in pages for page in [one] * data.draw(st.integers(1, 2))]
    crash = data.draw(st.integers(0, len(again) - 1))
    assert _heard(organization, source, again, crash) == whole


def _heard(organization, source, pages, crash: int) -> list[object]:
    for table in (Mention, Story, Memory.objects.exclude(analysis="watches")):
        getattr(table, "objects", table).all().delete()
    for number, page in enumerate(pages):
        if number == crash:
            with pytest.raises(OperationalError), _full_disk():
                take(source, page, "never")
        take(source, page, str(number))
    source.refresh_from_db()
    assert source.cursor == str(len(pages) - 1)
    return rows()


class _full_disk:
    """Every write of the source row fails, as the last write of a transaction does on a full disk."""

    def __enter__(self):
        self.wrapper = connection.execute_wrapper(self._execute)
        self.wrapper.__enter__()

    def __exit__(self, *error):
        self.wrapper.__exit__(*error)

    @staticmethod
    def _execute(execute, sql, params, many, context):
        if sql.startswith('UPDATE "listen_source"'):
            raise OperationalError("database or disk is full")
        return execute(sql, params, many, context)


def test_a_full_disk_leaves_nothing_half_written(source, watch):
    with pytest.raises(OperationalError), _full_disk():
        take(source, [post("a")], "never")
    source.refresh_from_db()
    assert not Mention.objects.exists()
    assert not Story.objects.exists()
    assert (source.cursor, source.posts_seen) == ("", 0)


def test_a_page_without_hits_costs_few_queries(source, watch, django_assert_num_queries):
    take(source, [post("warm")])
    # version of the watches, whether there is an archive, savepoint, source, its update, release
    with django_assert_num_queries(6):
        take(source, [post(str(n), "Nichts davon") for n in range(200)])
