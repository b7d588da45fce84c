"""Hours by keyboard alone: another budget, hours of one's own, left, tried, and looked back on."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser import program
from tests.browser.pages import sign_in
from tests.browser.program import Program
from tests.browser.square import faults, walk

PASS_TWENTY_WEEKS = """
import django; django.setup()
from datetime import timedelta
from django.utils import timezone
from leitstand.decide.mixing import tasks
from leitstand.decide.models import Recommendation
row = Recommendation.objects.get(state="accepted")
row.starts, row.ends = row.starts - timedelta(weeks=20), row.ends - timedelta(weeks=20)
row.at -= timedelta(weeks=20)
row.save()
tasks.tend(timezone.now())
"""


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """A demo of its own: this journey changes what is planned."""
    running = program.start(tmp_path_factory.mktemp("hours") / "home", "--demo")
    yield running
    running.stop()


def time_passes(running: Program) -> None:
    """The decision moves twenty weeks back in the program's own records; its worker looks at it."""
    environment = {
        **os.environ,
        "LEITSTAND_HOME": str(running.home),
        "DJANGO_SETTINGS_MODULE": "leitstand.site.settings",
    }
    subprocess.run([sys.executable, "-c", PASS_TWENTY_WEEKS], env=environment, check=True, timeout=120)


def press(page: Page, place: str, key: str = "Enter") -> None:
    """By keys alone."""
    walk(page, place)
    page.keyboard.press(key)


def test_hours_are_set_by_hand_left_tried_and_looked_back_on(tab, team):
    page = tab(team)
    sign_in(page, team)
    page.goto("/decide/hours/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Where to with 20 hours?")
    said = page.locator("#budgeted output")
    before = said.inner_text()
    press(page, "#budget", "ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(said).not_to_have_text(before)
    expect(said).to_contain_text("22")
    expect(page.locator("#budget")).to_be_focused()

    press(page, "a[href*=leave]")
    expect(page.locator("#why-leave")).to_be_focused()
    page.keyboard.insert_text("Im Advent ändern wir nichts.")
    press(page, "button[value=leave]")
    expect(page.locator("main")).to_contain_text("Left as it was")

    press(page, "#by-hand-part > summary")
    press(page, "#hours-facebook", "End")
    expect(page.locator("#by-hand")).to_contain_text("more than there are")
    page.keyboard.press("Home")
    expect(page.locator("#by-hand")).to_contain_text("Facebook 0")
    page.keyboard.press("End")
    expect(page.locator("#by-hand")).to_contain_text("Facebook 10")
    walk(page, "#why-half")
    page.keyboard.insert_text("Facebook macht jetzt die Studienberatung.")
    assert not (found := faults(page)), "\n".join(found)
    press(page, "button[value=half]")
    expect(page.locator("main")).to_contain_text("Being tried")
    expect(page.locator("table", has_text="Looking back")).to_contain_text("tried with hours of our own")

    press(page, "button[value=accept]")
    expect(page.locator("main")).to_contain_text("Nothing that is known speaks for another split")
    time_passes(team)
    page.reload()
    row = page.locator("tr", has_text="tried as proposed").first
    expect(row).to_contain_text("6 weeks")
    expect(row.locator("td").nth(1)).to_contain_text("before:")
    assert not (found := faults(page)), "\n".join(found)
