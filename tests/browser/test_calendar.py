"""The calendar by keys, by pointer and by its form; what cannot be is refused; no view has a fault."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.watched import broken, sideways

AXE = Axe()
PAGES = (
    "/speak/calendar/?view=month",
    "/speak/calendar/?view=week",
    "/speak/calendar/?view=day&day=2026-10-25",
    "/speak/calendar/?view=list",
    "/speak/calendar/subscribe/",
    "/speak/calendar/exchange/",
)


@pytest.fixture
def planned(editor: Page) -> tuple[Page, str]:
    """The list, and the words of something in it that can be moved without a second person."""
    editor.goto("/speak/approvals/plan/")
    editor.locator("[name=limit]").fill("1.01")
    editor.locator("button[name=act][value=plan]").click()
    editor.goto("/speak/calendar/?view=list")
    return editor, editor.locator("[data-move] a.said").last.inner_text()


def card(page: Page, words: str) -> Locator:
    return page.locator("[data-move]", has_text=words)


def stands(page: Page, words: str) -> datetime:
    """When it stands there, as its form says."""
    one = card(page, words)
    day, clock = (one.locator(f"[name={name}]").input_value() for name in ("day", "clock"))
    return datetime.fromisoformat(f"{day} {clock}")


def press(page: Page, words: str, *keys: str) -> None:
    card(page, words).locator("a.said").focus()
    for key in keys:
        page.keyboard.press(key)


def test_arrow_keys_move_a_post_and_enter_saves(planned):
    page, words = planned
    before = stands(page, words)
    press(page, words, "ArrowRight", "ArrowDown")
    expect(page.locator("#cal-live")).to_contain_text("Enter saves")
    page.keyboard.press("Escape")
    expect(page.locator("#cal-live")).to_be_empty()
    assert stands(page, words) == before
    press(page, words, "ArrowRight", "ArrowRight", "ArrowDown", "Enter")
    expect(page.get_by_role("status").filter(has_text="Moved to")).to_be_visible()
    assert stands(page, words) == before + timedelta(days=2, hours=1)
    press(page, words, "ArrowUp", "ArrowLeft", "ArrowLeft", "Enter")
    expect(page.get_by_role("status").filter(has_text=f"{before:%Y-%m-%d %H:%M}")).to_be_visible()
    assert stands(page, words) == before


def test_a_post_is_dragged_to_another_day_and_keeps_its_hour(planned):
    page, words = planned
    before = stands(page, words)
    page.goto(f"/speak/calendar/?view=week&day={before.date()}")
    there = before + timedelta(days=-1 if before.weekday() == 6 else 1)
    card(page, words).drag_to(page.locator(f"[data-day='{there.date()}'] h3"))
    expect(page.get_by_role("status").filter(has_text=f"{there:%Y-%m-%d %H:%M}")).to_be_visible()
    press(page, words, "ArrowRight" if there < before else "ArrowLeft", "Enter")
    expect(page.get_by_role("status").filter(has_text=f"{before:%Y-%m-%d %H:%M}")).to_be_visible()


def test_an_hour_that_clocks_skip_and_a_time_that_has_passed_are_refused(planned):
    page, words = planned
    before = stands(page, words)
    spring = date(before.year + 1, 3, 31)
    spring -= timedelta(days=(spring.weekday() + 1) % 7)
    for day, why in ((spring, "skip 02:30"), (date(2020, 1, 1), "has passed")):
        card(page, words).locator("summary").click()
        card(page, words).get_by_label("Day").fill(day.isoformat())
        card(page, words).get_by_label("Time").fill("02:30")
        card(page, words).get_by_role("button", name="Move").click()
        expect(page.get_by_role("alert")).to_contain_text(why)
        assert stands(page, words) == before


@pytest.mark.parametrize("path", PAGES)
def test_no_view_has_a_fault(editor, path):
    editor.goto(path)
    for summary in editor.locator("main summary").all()[:3]:
        summary.click()
    found = broken(editor) + [one for width in (320, 360, 768, 1280) for one in sideways(editor, width)]
    for scheme, width in product(("light", "dark"), (360, 1280)):
        editor.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        editor.set_viewport_size({"width": width, "height": 720})
        for one in AXE.run(editor).response["violations"]:
            found.append(f"{path} {scheme} {width}: {one['id']}: {one['nodes'][0]['html'][:200]}")
    assert not found, "\n".join(found)
