"""Links in our articles are found as a reader would follow them, and only where somebody wants it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from leitstand.listen.models import Linking, LinkTold
from leitstand.speak.composing import actions as composing
from leitstand.speak.composing import planning
from leitstand.speak.composing.said import Said, VariantSaid
from leitstand.speak.linking import tasks
from leitstand.speak.linking.tasks import links
from leitstand.speak.models import Delivery
from tests.speak.conftest import NOW

HOME = "https://blog.auenried.example/mensa/"


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("Siehe https://a.example/x.", ["https://a.example/x"]),
        ('<a href="https://a.example/x?a=1&amp;b=2">hier</a>', ["https://a.example/x?a=1&b=2"]),
        (
            "[hier](https://a.example/x) und (https://b.example/y_(z))",
            ["https://a.example/x", "https://b.example/y_(z)"],
        ),
        ("https://a.example/x, https://a.example/x!", ["https://a.example/x"]),
        (f"{HOME}andere https://[kaputt ftp://c.example mailto:a@b.example", []),
        ("ohne", []),
    ],
)
def test_links_are_found_in_text_markdown_and_html(content, found):
    assert links(content, HOME) == found


def test_no_article_makes_us_tell_hundreds():
    assert len(links(" ".join(f"https://a.example/{n}" for n in range(500)), HOME)) == 50


@pytest.mark.django_db
def test_only_articles_published_since_the_choice_are_told_of_and_once(editor, account):
    said = Said(
        content="Mehr: https://a.example/x",
        voice=editor.person_id,
        due=NOW + timedelta(hours=1),
        variants={account.pk: VariantSaid()},
    )
    thought = composing.begin(editor, said, now=NOW)
    planning.plan(editor, thought, seen=thought.version, now=NOW)
    account.network = "wordpress"
    account.save()
    row = Linking.objects.create(organization=editor.organization, since=NOW)
    assert tasks.find_due(NOW) == 0
    Delivery.objects.update(state="sent", receipt_url=HOME, receipt_published=NOW - timedelta(minutes=1))
    assert tasks.find_due(NOW) == 0
    Delivery.objects.update(receipt_published=NOW + timedelta(minutes=1))
    row.since = None
    row.save()
    assert tasks.find_due(NOW) == 0
    row.since = NOW
    row.save()
    assert [tasks.find_due(NOW + timedelta(hours=hour)) for hour in range(2)] == [1, 0]
    told = LinkTold.objects.get()
    assert (told.source, told.target, told.state) == (HOME, "https://a.example/x", "waiting")
