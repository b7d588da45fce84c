"""Reading a site on from a cursor loses and repeats nothing, though moments are whole seconds."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from leitstand.networks.wordpress import NETWORK
from leitstand.networks.wordpress.reading import PAGE
from leitstand.vocabulary.network import Answer

SITE = "https://hochschule-auenried.example"
ROOT = f"{SITE}/wp-json/"
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Site:
    """Comments as WordPress lists them: sorted by second then number, `after` excludes its second, pages."""

    server, me = "", None

    def __init__(self, most: int = PAGE, tells: bool = True) -> None:
        self.comments: dict[int, int] = {}  # number -> second
        self.most, self.tells, self.asked = most, tells, 0

    def get(self, url: str, *, query: dict[str, str] | None = None, headers: object = None) -> Answer:
        self.asked += 1
        query = query or {}
        after = datetime.fromisoformat(query.get("after", "1960-01-01T00:00:00+00:00"))
        found = sorted(self.comments, key=lambda number: (self.comments[number], number))
        found = [n for n in found if START + timedelta(seconds=self.comments[n]) > after]
        found = found if query.get("order") == "asc" else found[::-1]
        size = min(int(query["per_page"]), self.most)
        page = (int(query.get("page", 1)) - 1) * size
        said = [self._said(number) for number in found[page : page + size]]
        pages = {"x-wp-totalpages": str(-(-len(found) // size))} if self.tells else {}
        return Answer(status=200, url=url, headers=pages, body=json.dumps(said).encode())

    def _said(self, number: int) -> dict:
        when = (START + timedelta(seconds=self.comments[number])).replace(tzinfo=None).isoformat()
        said = {"id": number, "author_name": "E", "date_gmt": when, "status": "approved", "post": 1}
        return said | {"content": {"rendered": f"<p>{number}</p>"}}


def _read(site: Site, since: str) -> tuple[list[int], str]:
    numbers: list[int] = []
    for page in NETWORK.read(site, f"comments {ROOT}", since):
        numbers += [
            int(post.id.rpartition("/")[2]) for post in NETWORK.parse(page.raw, f"{ROOT}wp/v2/comments")
        ]
        since = page.cursor
    return numbers, since


def _grow(site: Site, count: int, second: int) -> None:
    first = max(site.comments, default=0) + 1
    site.comments |= dict.fromkeys(range(first, first + count), second)


@settings(max_examples=80, deadline=None)
@given(
    steps=st.lists(st.tuples(st.integers(0, 250), st.integers(0, 2)), min_size=1, max_size=6),
    most=st.sampled_from([20, 100]),
)
def test_each_comment_is_given_once_and_in_order_however_many_share_a_second(steps, most):
    site, cursor, told, second = Site(most), "", [], 0
    _grow(site, 1, 0)
    for count, later in steps:
        numbers, cursor = _read(site, cursor)
        told += numbers
        second += later
        _grow(site, count, second)
    numbers, cursor = _read(site, cursor)
    assert told + numbers == sorted(site.comments)
    assert _read(site, cursor)[0] == []


@settings(max_examples=30, deadline=None)
@given(late=st.sets(st.integers(2, 59), min_size=1))
def test_a_comment_let_through_late_comes_though_later_ones_were_read(late):
    site = Site()
    site.comments = {number: number // 7 for number in range(1, 61) if number not in late}
    _numbers, cursor = _read(site, "")
    site.comments |= {number: number // 7 for number in late}
    numbers, cursor = _read(site, cursor)
    assert sorted(numbers) == sorted(late)
    assert _read(site, cursor)[0] == []


@settings(max_examples=20, deadline=None)
@given(cut=st.integers(0, 5))
def test_stopping_after_any_page_and_going_on_from_its_cursor_changes_nothing(cut):
    site = Site(tells=False)
    _grow(site, 1, 0)
    _numbers, cursor = _read(site, "")
    for second in range(4):
        _grow(site, 120, second)
    told: list[int] = []
    for number, page in enumerate(NETWORK.read(site, f"comments {ROOT}", cursor)):
        if number == cut:
            break
        told += [int(post.id.rpartition("/")[2]) for post in NETWORK.parse(page.raw, f"{ROOT}wp/v2/comments")]
        cursor = page.cursor
    assert told + _read(site, cursor)[0] == list(range(2, 482))


def test_a_quiet_site_costs_one_question_a_poll():
    site = Site()
    _grow(site, 60, 0)
    _numbers, cursor = _read(site, "")
    site.asked = 0
    assert _read(site, cursor) == ([], cursor)
    assert site.asked == 1


def test_the_first_reading_gives_the_newest_hundred_oldest_first():
    site = Site()
    for second in range(150):
        _grow(site, 1, second)
    assert _read(site, "")[0] == list(range(51, 151))
