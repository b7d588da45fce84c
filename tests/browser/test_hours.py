"""Time accounts as people meet them: entered by hand, paused, and measured without a word of content."""

from __future__ import annotations

from urllib.parse import parse_qs

from playwright.sync_api import expect

HOURS = "/learn/hours/"


def test_hours_are_entered_and_taken_back_also_without_script(tab, demo, editor):
    state = editor.context.storage_state()
    plain = tab(demo, java_script_enabled=False, storage_state=state)
    for page, hours in ((editor, "1:30"), (plain, "0,25")):
        page.goto(HOURS)
        page.get_by_text("Field by field").click()
        page.get_by_label("Hours", exact=True).fill(hours)
        page.get_by_label("Network").select_option("bluesky")
        page.get_by_label("Why, in a few words").fill(f"Am Telefon: {hours}")
        page.get_by_role("button", name="Enter these").click()
        expect(page.locator("table.hours").first).to_contain_text("Bluesky")
        page.get_by_text("Day by day").click()
        line = page.locator("tr", has_text=f"Am Telefon: {hours}")
        expect(line).to_be_visible()
        line.get_by_role("button", name="Take back").click()
        expect(page.get_by_text(f"Am Telefon: {hours}")).to_have_count(0)
    plain.get_by_label("In one line").fill("25 h Mastodon")
    plain.get_by_role("button", name="Enter", exact=True).click()
    expect(plain.get_by_text("a day has 24")).to_be_visible()


def test_a_page_says_once_a_minute_that_somebody_types_and_nothing_else(editor):
    editor.clock.install()
    editor.goto("/listen/stories")
    sent = []
    editor.on("request", lambda one: sent.append(one.post_data) if one.url.endswith("/hours/beat") else None)
    editor.keyboard.press("Shift")
    editor.clock.run_for(30_000)
    editor.keyboard.press("Shift")
    assert sent == []
    editor.clock.run_for(31_000)
    with editor.expect_response(lambda one: one.url.endswith("/hours/beat")) as told:
        editor.keyboard.press("Shift")
        editor.keyboard.press("Shift")
    assert told.value.status == 204
    assert [parse_qs(one) for one in sent] == [{"page": ["listen:stories"]}]


def test_everybody_sees_that_hours_are_measured_and_may_pause_their_own(editor):
    editor.goto("/")
    editor.get_by_role("link", name="Hours are measured").click()
    editor.get_by_role("button", name="Pause mine").click()
    expect(editor.get_by_role("heading", name="You are not measured")).to_be_visible()
    editor.get_by_role("button", name="Measure me again").click()
    expect(editor.get_by_role("heading", name="Your hours are measured")).to_be_visible()
