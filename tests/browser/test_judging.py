"""What the team says is right: by working in the inbox, by a button, and seen on the page of judging."""

from __future__ import annotations

import re

from playwright.sync_api import expect


def test_a_button_teaches_and_the_page_of_judging_counts_it(editor):
    editor.goto("/listen/mentions")
    editor.locator("#mentions a.item").nth(4).click()
    editor.get_by_role("button", name="Tone: critical").click()
    expect(editor.get_by_text("Said by your team.")).to_be_visible()
    expect(editor.get_by_role("button", name="Tone: critical")).to_have_attribute("aria-pressed", "true")
    editor.goto("/listen/judging")
    expect(editor.get_by_text("1 of 200 decisions: not yet calibrated here.")).to_be_visible()
    editor.go_back()
    editor.get_by_role("button", name="Tone: Take back").click()
    expect(editor.get_by_text("Said by your team.")).to_have_count(0)


def test_letting_a_post_stand_as_not_our_subject_teaches_and_undoing_takes_it_back(editor):
    editor.goto("/speak/?order=newest")
    editor.get_by_role("link", name=re.compile("Best first")).wait_for()
    row = editor.locator(".split-list a.item").nth(3)
    place = re.search(r"post=(\d+)", row.get_attribute("href") or "")
    assert place
    row.click()
    editor.get_by_role("button", name="not our subject").click()
    editor.goto(f"/listen/mentions/{place[1]}")
    expect(editor.get_by_role("button", name="About us: not about us")).to_have_attribute(
        "aria-pressed", "true"
    )
    editor.goto(f"/speak/?tab=let_stand&post={place[1]}")
    editor.get_by_role("button", name="Back to the inbox").click()
    editor.goto(f"/listen/mentions/{place[1]}")
    expect(editor.get_by_role("button", name="About us: Take back")).to_have_count(0)
