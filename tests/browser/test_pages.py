"""Every page of the demo, found by its links: without faults for eye, ear and hand, in both schemes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.pages import every_page, sign_in
from tests.browser.watched import broken, sideways

AXE = Axe()
SCHEMES, SIZES = ("light", "dark"), ((360, 640), (1280, 800))


@pytest.fixture(scope="module")
def german() -> dict[str, str]:
    """German words are longer: what has room for them has room for English."""
    return {"locale": "de-DE"}


def violations(page: Page) -> Iterator[str]:
    """What axe finds on this page in both schemes and sizes, each with the first place."""
    for scheme, (width, height) in product(SCHEMES, SIZES):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # no half-faded colours
        page.set_viewport_size({"width": width, "height": height})
        for one in AXE.run(page).response["violations"]:
            yield f"{page.url} {scheme} {width}: {one['id']}: {one['help']}: {one['nodes'][0]['html'][:160]}"


def faults(page: Page) -> list[str]:
    """Everything that keeps a page from being done (design, section 11) and that a machine can see."""
    found = broken(page) + list(violations(page))
    for width in (320, 360, 768, 1280, 1600):
        found += sideways(page, width)
    if (titles := page.locator("h1").count()) != 1:
        found.append(f"{page.url}: {titles} headings of the first level")
    if page.locator("[style], [onclick], script:not([src]):not([type='application/json'])").count():
        found.append(f"{page.url}: style or script within the HTML")
    if not page.title().strip(" –"):
        found.append(f"{page.url}: no title")
    return found


def test_no_page_of_the_demo_has_a_fault(tab, demo, german):
    page = tab(demo, **german)
    sign_in(page, demo)
    visited, found = [], []
    for path in every_page(page, demo):
        visited.append(path)
        found += faults(page)
    assert not found, "\n".join(found)
    assert len(visited) > 30


def test_no_page_for_strangers_has_a_fault(tab, demo, german):
    page = tab(demo, **german)
    found = []
    for path in ("/account/login/", "/account/password/reset/", "/no-such-page"):
        page.goto(path)
        found += faults(page)
    assert not found, "\n".join(found)


def test_a_chosen_post_on_a_telephone_has_no_fault_and_its_buttons_are_within_reach(tab, demo, german):
    page = tab(demo, **german, viewport={"width": 360, "height": 640}, has_touch=True)
    sign_in(page, demo)
    page.goto("/speak/")
    page.locator("a.item").first.click()
    expect(page.locator(".detail")).to_be_visible()
    expect(page.locator(".split-list")).to_be_hidden()
    assert not (found := faults(page)), "\n".join(found)


SMALL = """() => [...document.querySelectorAll("a.btn, button, input, select, .tabbar a, .subnav a, .tabs a")]
    .filter(one => one.checkVisibility() && !["hidden", "radio", "checkbox"].includes(one.type))
    .map(one => [one.outerHTML.slice(0, 120), one.getBoundingClientRect()])
    .filter(([html, box]) => box.width > 1 && Math.min(box.width, box.height) < 24)
    .map(([html]) => html)"""


def test_everything_to_be_pressed_is_at_least_24_pixels_wide_and_high(editor):
    editor.set_viewport_size({"width": 360, "height": 640})
    for path in ("/", "/speak/", "/listen/stories", "/listen/sources", "/people/accounts", "/people/me"):
        editor.goto(path)
        assert editor.evaluate(SMALL) == [], path


def test_an_error_says_what_happened_in_a_page_of_ours(tab, demo):
    page = tab(demo)
    sign_in(page, demo)
    page.goto("/listen/stories/999999")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.locator("link[rel=stylesheet]").count() == 1
