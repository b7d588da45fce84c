"""The looks of the policy: an imprint is found by clicks, links are asked shortly before they go out."""

import datetime as dt
import json

import pytest

from leitstand.speak.models import Delivery, LinkLook, ProfileLook, Reply
from leitstand.speak.policing import files, situations, tasks
from tests.paper_wire import PaperWire
from tests.speak.conftest import NOW
from tests.speak.test_policing import HOUSE, home  # noqa: F401  # a fixture

pytestmark = pytest.mark.django_db
PROFILE, SITE = "https://paper.example/@auenried", "https://auenried.example/"
FIELD = {"name": "Impressum", "value": f'<a href="{SITE}wer">x</a>'}
ACTOR = json.dumps({"type": "Person", "attachment": [FIELD]}).encode()


class Line(PaperWire):
    """A wire that can be closed."""

    def close(self):
        """Nothing is open."""


@pytest.fixture
def line(organization, account):
    files.write(organization.pk, {"policy.toml": HOUSE})
    account.url = PROFILE
    account.save()
    return Line()


def look(line, now=NOW):
    tasks.look_due(now, lambda: line)
    return ProfileLook.objects.get()


def page(*links):
    return "".join(f'<a href="{to}">{words}</a>' for to, words in links).encode()


@pytest.mark.parametrize(
    ("profile", "site", "found", "clicks"),
    [
        (page((SITE + "impressum", "Mehr")), b"", True, 1),
        (page((SITE, "Seite")), page(("/wer", "Impressum")), True, 2),
        (page((SITE, "Seite")), page(("/wer", "Kontakt")), False, None),
        (b"<div id=app></div>", b"", None, None),
        (ACTOR, b"", True, 1),
    ],
    ids=["on the profile", "one click on", "nowhere", "only with scripts", "in the fields of an actor"],
)
def test_an_imprint_is_counted_in_clicks(line, profile, site, found, clicks):
    kind = "application/activity+json" if profile.startswith(b"{") else "text/html"
    line.says("GET", PROFILE, body=profile, headers={"content-type": kind})
    line.says("GET", SITE, body=site)
    seen = look(line)
    assert (seen.found, seen.clicks) == (found, clicks)


def test_a_profile_is_asked_once_a_week_and_sooner_when_it_was_silent(line):
    line.says("GET", PROFILE, status=503)
    assert look(line).found is None
    line = Line()
    line.says("GET", PROFILE, body=page((SITE + "impressum", "Impressum")))
    assert look(line, NOW + dt.timedelta(hours=1)).found is None
    assert look(line, NOW + dt.timedelta(hours=7)).found is True
    assert look(line, NOW + dt.timedelta(days=7)).looked == NOW + dt.timedelta(hours=7)


def planned(organization, account, mention, content, due):
    reply = Reply.objects.create(organization=organization, mention=mention, content=content, language="de")
    return Delivery.objects.create(
        organization=organization, reply=reply, account=account, content=content, revision="r", due=due
    )


def test_links_are_asked_within_the_hour_before_and_the_rules_hear_of_it(
    line, organization, account, mention
):
    account.url = ""
    account.save()
    text = f"Der Plan: {SITE}plan. Kurz: https://kurz.example/a"
    planned(organization, account, mention, text, NOW + dt.timedelta(hours=3))
    assert tasks.look_due(NOW, lambda: line) == 0
    line.says("GET", SITE + "plan", status=404)
    line.says("GET", "https://kurz.example/a", body=b"x")
    assert tasks.look_due(NOW + dt.timedelta(hours=2, minutes=30), lambda: line) == 2
    assert tasks.look_due(NOW + dt.timedelta(hours=2, minutes=31), lambda: line) == 0
    assert LinkLook.objects.get(url=SITE + "plan").status == 404
    house = situations.around(organization, [text])
    assert house.links[SITE + "plan"].status == 404


def test_nobody_is_asked_for_a_demo_or_without_a_policy(line, organization):
    (files.folder(organization.pk) / "policy.toml").unlink()
    assert tasks.look_due(NOW, lambda: line) == 0
    files.write(organization.pk, {"policy.toml": HOUSE})
    organization.is_demo = True
    organization.save()
    assert tasks.look_due(NOW, lambda: line) == 0
    assert not line.asked
