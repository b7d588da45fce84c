"""A newcomer writes and decides a charter from a starter, by keyboard alone; no page of it has a fault."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser import program
from tests.browser.program import Program
from tests.browser.test_pages import faults
from tests.browser.wizard import begin

MOST_TABS = 80
WHERE = """() => { const one = document.activeElement;
return one.tagName === "BUTTON" ? one.innerText.trim() : one.name || ""; }"""


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    running = program.start(tmp_path_factory.mktemp("charter") / "home")
    yield running
    running.stop()


class Keys:
    """Somebody who has no pointer, and how often they pressed."""

    def __init__(self, page: Page) -> None:
        self.page, self.presses = page, 0

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.presses += 1

    def to(self, wanted: str) -> None:
        """Tab until the focus stands on the field or button of this name."""
        for _nth in range(MOST_TABS):
            if re.fullmatch(wanted, self.page.evaluate(WHERE)):
                return
            self.press("Tab")
        raise AssertionError(f"{self.page.url}: {wanted} cannot be reached by Tab")

    def content(self) -> None:
        """Past the navigation by the first link of the page; the address may have led there already."""
        self.page.evaluate("document.activeElement.blur()")
        self.press("Tab")
        if self.page.evaluate("document.activeElement.classList.contains('skip')"):
            self.press("Enter")

    def write(self, words: str) -> None:
        """In place of what stands in the field."""
        self.press("Control+a")
        self.page.keyboard.type(words)
        self.presses += len(words)

    def on(self, button: str, url: str) -> None:
        """Press a button and see where it leads."""
        self.to(button)
        self.press("Enter")
        expect(self.page).to_have_url(re.compile(f"{url}(#main)?$"))  # the way past the navigation stays


def test_a_newcomer_decides_a_charter_by_keyboard_within_ten_minutes(tab, fresh):
    page = tab(fresh)
    page.goto("/")
    page.get_by_role("button", name="English").click()
    begin(page, "Werkstatt Lampe")
    page.goto("/decide/charter/")
    begun, keys = time.monotonic(), Keys(page)
    found = faults(page)
    keys.content()
    keys.to("starter")
    keys.press("ArrowDown")  # from the university to the city
    keys.on("Begin", "/write/sentences/")
    found += faults(page)
    keys.content()
    keys.to("sentences-0-words")
    keys.write("Wer eine Lampe bringt, erfährt am selben Tag, ob sie wieder leuchtet.")
    keys.on("Keep and go on", "/write/goals/")
    found += faults(page)
    keys.content()
    keys.to("goals-0-sign_of_failure")
    keys.write(" ")
    keys.to("Keep and go on")
    keys.press("Enter")
    expect(page.locator("#id_goals-0-sign_of_failure_error")).to_contain_text("needs a sign by which you see")
    expect(page.locator("[name=goals-0-words]")).to_have_value("Reports are answered on the next working day")
    found += faults(page)
    keys.content()
    keys.to("goals-0-sign_of_failure")
    keys.write("zwei Wochen lang Klagen")
    keys.on("Keep and go on", "/write/audiences/")
    found += faults(page)
    keys.content()
    keys.on("Keep and go on", "/write/questions/")
    found += faults(page)
    keys.content()
    keys.on("Keep and go on", "/write/decide/")
    found += faults(page)
    page.goto("/decide/charter/")
    expect(page.locator("main")).to_contain_text("Nothing of it is decided.")
    page.go_back()
    keys.content()
    keys.to("reason")
    keys.write("Damit wir wissen, was wir wollen.")
    keys.to("decided_by")
    keys.write("Alle sechs, am Montag")
    keys.on("Decide", "/decide/charter/")
    expect(page.get_by_role("status").filter(has_text="Decided.")).to_be_visible()
    expect(page.locator(".mission")).to_contain_text("ob sie wieder leuchtet")
    took = time.monotonic() - begun
    print(f"a charter by keyboard: 5 steps, {keys.presses} presses, {took:.0f} s with every page looked at")
    found += faults(page)
    assert not found, "\n".join(found)
    assert took < 600


def test_decisions_their_form_and_their_page_have_no_fault(editor):
    found = []
    for path in ("", "decisions/", "decisions/new/", "versions/", "questions/"):
        editor.goto(f"/decide/charter/{path}")
        for summary in editor.locator("main summary").all():
            summary.click()
        found += faults(editor)
    editor.goto("/decide/charter/decisions/")
    editor.get_by_role("link", name="Nachts antwortet niemand").click()
    expect(editor.locator("main")).to_contain_text("What the group says")
    found += faults(editor)
    editor.goto("/decide/charter/decisions/new/")
    editor.get_by_label("What is decided").fill("Donnerstags fragen wir")
    editor.get_by_label("Why", exact=True).fill("Weil donnerstags jemand da ist.")
    editor.get_by_label("Look at it again on").fill((date.today() + timedelta(days=60)).isoformat())
    editor.get_by_role("button", name="Write it down").click()
    expect(editor.get_by_role("heading", level=1)).to_have_text("Donnerstags fragen wir")
    found += faults(editor)
    assert not found, "\n".join(found)
