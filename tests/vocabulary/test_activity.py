"""Posts go into JSON Lines and columns and come back the same."""

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitstand.vocabulary import activity, batch
from leitstand.vocabulary.errors import Invalid
from tests.vocabulary.strategies import posts

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
KEYS = [
    "type", "published", "updated", "attributedTo", "inReplyTo", "url", "contentMap", "language", "tag",
    "attachment", "announces", "network", "name", "summary", "mediaType", "interactionCount", "sensitive",
]  # fmt: skip
lines = st.builds(
    lambda more, id, content: {**more, "id": id, "content": content},
    st.dictionaries(st.sampled_from(KEYS), json_values, max_size=6),
    st.text(min_size=1, max_size=8).filter(str.strip),
    st.text(max_size=20),
)


@given(posts)
def test_a_post_written_and_read_is_the_same_post(post):
    assert activity.read(activity.write(post)) == post


@given(st.lists(posts, max_size=5))
def test_posts_in_columns_come_back_the_same(said):
    assert list(batch.posts(batch.of(said))) == said


@given(lines)
def test_a_line_read_and_written_loses_no_word(line):
    again = json.loads(activity.write(activity.read(json.dumps(line))))
    for key, value in line.items():
        if value is not None and value not in ([], {}) and key not in ("published", "updated"):
            assert again[key] == value, key


@given(lines)
def test_any_line_survives_the_columns_too(line):
    post = activity.read(json.dumps(line))
    assert list(batch.posts(batch.of([post]))) == [post]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("", "no JSON"),
        ("[1]", "no JSON object"),
        ('{"content": "Die Ausleihe ist offen."}', "“id”"),
        ('{"id": "1"}', "“content”"),
        ('{"id": 7, "content": "x"}', "“id”"),
        ("[" * 100_000, "no JSON"),
    ],
)
def test_what_is_no_post_is_refused_in_plain_words(line, why):
    with pytest.raises(Invalid, match=why):
        activity.read(line)


def test_a_moment_is_aware_utc_however_it_was_written():
    post = activity.read('{"id": "1", "content": "", "published": "2026-11-17T10:00:00+01:00"}')
    assert post.published == dt.datetime(2026, 11, 17, 9, tzinfo=dt.UTC)
    assert post.published.utcoffset() == dt.timedelta(0)


def test_a_date_that_is_none_is_kept_and_not_believed():
    line = '{"id": "1", "content": "", "published": "gestern"}'
    post = activity.read(line)
    assert post.published is None
    assert json.loads(activity.write(post))["published"] == "gestern"


def test_the_batch_carries_its_version():
    assert batch.of([]).schema.metadata[b"leitstand.posts"] == batch.VERSION.encode()


def test_an_author_may_be_a_bare_id_an_object_or_a_list():
    for said in (
        '"https://a.example/anna"',
        '{"id": "https://a.example/anna"}',
        '["https://a.example/anna", "b"]',
    ):
        post = activity.read(f'{{"id": "1", "content": "", "attributedTo": {said}}}')
        assert post.attributed_to.id == "https://a.example/anna"


def test_half_a_character_is_replaced_and_the_rest_kept():
    post = activity.read('{"id": "1", "content": "Mensa \\ud83c offen \\ud83c\\udf5c"}')
    assert post.content == "Mensa \ufffd offen \U0001f35c"
    assert list(batch.posts(batch.of([post]))) == [post]
