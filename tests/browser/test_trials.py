"""An experiment from the question to the reason why it stops; no page of it has a fault."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.watched import broken, sideways


def faults(page: Page) -> list[str]:
    """What axe, the HTML and a narrow screen give away."""
    found = [f"{page.url}: {one['id']}" for one in Axe().run(page).response["violations"]] + broken(page)
    found += sideways(page, 320)
    page.set_viewport_size({"width": 1280, "height": 800})
    return found


def test_planned_from_a_question_begun_looked_at_and_stopped_with_a_reason(editor):
    editor.goto("/decide/experiments/")
    found = faults(editor)
    editor.get_by_role("link", name="Does answering in the morning").click()
    expect(editor.get_by_label("What you try")).to_have_value("answer in the morning")
    found += faults(editor)
    editor.get_by_label("The smallest difference that matters").fill("-2")
    editor.get_by_role("button", name="See what can be seen").click()
    expect(editor.locator("main")).to_contain_text("a number above zero")
    expect(editor.get_by_label("What you try")).to_have_value("answer in the morning")
    editor.get_by_label("The smallest difference that matters").fill("2")
    editor.get_by_label("Values from before").fill("4 7 3 6 5 4 8 5 6 3 5 4 6 7 5")
    editor.get_by_role("button", name="See what can be seen").click()
    expect(editor.get_by_role("heading", name="What can be seen")).to_be_visible()
    expect(editor.locator("main")).to_contain_text("reckoned from 15 past values")
    found += faults(editor)
    editor.get_by_role("button", name="Draw the lot and begin").click()
    expect(editor.get_by_role("heading", name="The plan, as the lot drew it")).to_be_visible()
    expect(editor.locator("main")).to_contain_text("week 0 of 8")
    expect(editor.locator("table.turns tbody tr")).to_have_count(8)
    found += faults(editor)
    stop = editor.get_by_text("Stop it early")
    stop.press("Enter")
    editor.get_by_role("button", name="Stop it").click()
    expect(editor.get_by_role("alert")).to_contain_text("why it stops")
    editor.get_by_label("Why it ends").fill("Zwei von uns sind krank.")
    editor.get_by_role("button", name="Stop it").click()
    expect(editor.get_by_role("heading", name="To be quoted")).to_be_visible()
    expect(editor.locator("main")).to_contain_text("we could not tell")
    found += faults(editor)
    assert not found, "\n".join(found)


def test_what_runs_shows_its_lot_its_doubt_and_keeps_what_was_typed(editor):
    editor.goto("/decide/experiments/")
    editor.get_by_role("link", name="Vormittags antworten").click()
    expect(editor.locator("#reading")).to_contain_text("not known yet")
    editor.locator("#enter summary").click()
    box = editor.locator("#enter input[type=number]").first
    box.fill("-3")
    editor.locator("#enter button").click()
    expect(editor.locator("#enter .problem").first).to_be_visible()
    expect(box).to_have_value("-3")
    box.fill("6")
    editor.locator("#enter button").click()
    expect(editor.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    assert not (found := faults(editor)), "\n".join(found)
