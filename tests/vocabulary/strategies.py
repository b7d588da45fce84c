"""Posts of every shape, for property tests."""

from __future__ import annotations

import datetime as dt

from hypothesis import strategies as st

from leitstand.vocabulary.post import Actor, Attachment, Post, Tag

text = st.text(max_size=40)
word = st.text(min_size=1, max_size=12)
maybe = st.none() | text
moment = st.none() | st.datetimes(
    min_value=dt.datetime(1970, 1, 2), max_value=dt.datetime(2100, 1, 1), timezones=st.just(dt.UTC)
)
ids = st.uuids().map(str)

actors = st.builds(Actor, id=word, name=maybe, preferred_username=maybe)
tags = st.builds(Tag, type=st.sampled_from(["Hashtag", "Mention"]), name=text, href=maybe)
attachments = st.builds(Attachment, url=word, type=word, media_type=maybe, name=maybe)
posts = st.builds(
    Post,
    id=ids,
    content=text,
    type=st.sampled_from(["Note", "Article", "Announce"]),
    network=maybe,
    attributed_to=st.none() | actors,
    published=moment,
    updated=moment,
    in_reply_to=maybe,
    announces=maybe,
    url=maybe,
    name=maybe,
    summary=maybe,
    media_type=maybe,
    language=maybe,
    content_map=st.dictionaries(word, text, max_size=2),
    tag=st.lists(tags, max_size=3).map(tuple),
    attachment=st.lists(attachments, max_size=2).map(tuple),
    interaction_count=st.dictionaries(word, st.integers(0, 2**63 - 1), max_size=3),
    also=st.dictionaries(word.map("x-".__add__), st.integers() | text.filter(bool), max_size=2),
)
