"""A newcomer: from a fresh home to the first mention of a local blog within a minute."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime

import pytest
from playwright.sync_api import expect

from tests.browser import program
from tests.browser.networks import Blog
from tests.browser.program import Program
from tests.browser.test_pages import faults
from tests.browser.wizard import PERSON, begin, listen_to, look_out_for


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    running = program.start(tmp_path_factory.mktemp("fresh") / "home")
    yield running
    running.stop()


@pytest.fixture
def blog() -> Iterator[Blog]:
    with Blog(format_datetime(datetime.now(UTC))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def test_a_newcomer_hears_the_first_mention_within_a_minute(tab, fresh, blog):
    page = tab(fresh)
    found = []
    begun = time.monotonic()
    page.goto("/")
    expect(page).to_have_url(re.compile("/welcome/language$"))
    found += faults(page)
    page.get_by_role("button", name="English").click()
    expect(page).to_have_url(re.compile("/welcome/organization$"))
    found += faults(page)
    begin(page, "Werkstatt Lampe")
    found += faults(page)
    look_out_for(page, '"Werkstatt Lampe"')
    found += faults(page)
    listen_to(page, blog.url)
    expect(page).to_have_url(re.compile("/welcome/networks$"))
    found += faults(page)
    page.get_by_role("link", name="Later; show what we hear").click()
    heard = page.locator("#heard .post", has_text="Die Werkstatt Lampe am Kranichweg")
    expect(heard).to_be_visible(timeout=60_000)
    expect(page.locator("#heard .post")).to_have_count(1)
    print(f"from the first page to the first mention: {time.monotonic() - begun:.1f} s")
    found += faults(page)
    page.get_by_role("link", name="Go to Today").click()
    expect(page.locator("main")).to_contain_text("Werkstatt Lampe öffnet wieder")
    page.goto("/listen/sources")
    expect(page.locator(".rows")).to_contain_text("Auenrieder Bote")
    assert not found, "\n".join(found)


def test_who_comes_later_has_to_sign_in(tab, fresh):
    page = tab(fresh)
    page.goto("/listen/stories")
    expect(page).to_have_url(re.compile("/(account/login/|welcome)"))
    assert PERSON["name"] not in page.content()
