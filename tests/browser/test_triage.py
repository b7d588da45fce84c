"""Working off the inbox: twenty posts by keys alone, on a telephone, and two people at the same time."""

from __future__ import annotations

import time
from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser import program
from tests.browser.pages import sign_in
from tests.browser.watched import broken, sideways
from tests.patience import patient

AXE = Axe()
MINUTE = 60.0 * patient(1)
PHONE = {"viewport": {"width": 360, "height": 640}, "has_touch": True}


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """A demo of its own: here posts leave the inbox."""
    running = program.start(tmp_path_factory.mktemp("triage") / "home", "--demo")
    yield running
    running.stop()


@pytest.fixture
def inbox(tab, town) -> Page:
    page = tab(town)
    sign_in(page, town)
    page.goto("/speak/")
    return page


def violations(page: Page):
    for scheme, width in product(("light", "dark"), (360, 1280)):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": 720})
        for one in AXE.run(page).response["violations"]:
            yield f"{page.url} {scheme} {width}: {one['id']}: {one['nodes'][0]['html'][:160]}"


def open_now(page: Page) -> int:
    return int(page.locator(".tabs .count").first.inner_text())


def press(page: Page, *keys: str) -> None:
    """The keys in order; the last one leads to another page."""
    for key in keys[:-1]:
        page.keyboard.press(key)
    with page.expect_navigation(timeout=20_000 * patient(1)):
        page.keyboard.press(keys[-1])


def test_twenty_posts_are_settled_by_keys_within_a_minute_and_the_last_press_is_undone(inbox):
    before = open_now(inbox)
    begun = time.monotonic()
    for turn in range(20):
        if turn % 5 == 3:
            press(inbox, "s", "Enter")  # later: in three hours
        else:
            press(inbox, "e", str(1 + turn % 5))
    took = time.monotonic() - begun
    assert open_now(inbox) == before - 20
    assert took < MINUTE
    expect(inbox.get_by_role("status").last).to_contain_text("Let stand")
    press(inbox, "u")
    assert open_now(inbox) == before - 19


def test_keys_assign_note_and_select_many_that_one_key_brings_back(inbox):
    before = open_now(inbox)
    press(inbox, "z", "Enter")
    expect(inbox.get_by_role("status")).to_contain_text("1 post assigned")
    assert inbox.locator(".tabs a", has_text="Mine").locator(".count").inner_text() == "1"
    inbox.keyboard.press("n")
    inbox.keyboard.type("Frau Quandt fragt im Prüfungsamt nach.")
    inbox.keyboard.press("Tab")
    with inbox.expect_navigation():
        inbox.keyboard.press("Enter")
    expect(inbox.locator(".aside")).to_contain_text("Prüfungsamt")
    for _each in range(3):
        inbox.keyboard.press("x")
        press(inbox, "j")
    expect(inbox.locator("[data-selected]")).to_have_text("3")
    assert list(violations(inbox)) == []
    inbox.get_by_label("Why they are let stand").select_option("fuel")
    inbox.locator("#bulk button[value=let_stand]").click()
    expect(inbox.get_by_role("status")).to_contain_text("3 posts let stand")
    assert open_now(inbox) == before - 3
    press(inbox, "u")
    assert open_now(inbox) == before


def test_on_a_telephone_one_thumb_settles_a_post_and_meets_the_next(tab, town):
    page = tab(town, **PHONE)
    sign_in(page, town)
    page.goto("/speak/")
    page.locator("a.item").first.click()
    first = page.locator(".detail .turn b").last.inner_text()
    page.get_by_role("button", name="an opinion, not a question").click()
    expect(page.get_by_role("status")).to_contain_text("Let stand")
    expect(page.locator(".detail")).to_be_visible()
    assert page.locator(".detail .turn").last.inner_text() != first
    assert sideways(page, 360) + broken(page) == []
    page.locator("summary", has_text="Later").click()
    page.get_by_role("button", name="Tomorrow morning").click()
    expect(page.get_by_role("status")).to_contain_text("1 post put off")
    assert list(violations(page)) == []


def test_the_palette_opens_anywhere_and_works_without_script(tab, town, inbox):
    inbox.keyboard.press("Control+k")
    inbox.keyboard.type("second")
    option = inbox.get_by_role("option", name="Second look")
    expect(option).to_have_attribute("aria-selected", "true")
    assert list(violations(inbox)) == []
    press(inbox, "Enter")
    expect(inbox.get_by_role("heading", level=1)).to_have_text("Second look")
    plain = tab(town, java_script_enabled=False)
    sign_in(plain, town)
    plain.get_by_role("link", name="Search").first.click()
    plain.get_by_role("searchbox").fill("approv")
    plain.get_by_role("button", name="Search").click()
    plain.locator("main").get_by_role("link", name="Approvals").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("Approvals")
