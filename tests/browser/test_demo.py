"""A visitor looks at the demo: stories, inbox by keyboard, without script, and away with it by one click."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser import program
from tests.browser.behind import PASSWORD, invited
from tests.browser.pages import sign_in


def _open_posts(page: Page) -> int:
    return int(page.locator(".tabs [aria-current] .count").inner_text())


def _chosen(page: Page) -> str:
    return page.locator(".item[aria-current] .said").inner_text()


def test_the_password_that_was_printed_signs_in_and_every_room_has_something_to_show(editor):
    expect(editor.get_by_role("heading", level=1)).to_be_visible()
    expect(editor.locator(".demo")).to_contain_text("Hochschule Auenried")
    rail = editor.locator(".rail")
    for page, there in {
        "Stories": "article.story a",
        "Mentions": "#mentions a.item, #mentions li",
        "Watches": "tbody tr",
        "Sources": ".rows > li",
        "Inbox": "a.item",
        "Publications": "tbody tr",
    }.items():
        rail.get_by_role("link", name=re.compile(page)).click()
        expect(editor.get_by_role("heading", level=1)).to_contain_text(page)
        expect(editor.locator(there).first).to_be_visible()
    for page in ("Charter", "Hours", "Networks", "Experiments", "Weekly report", "Outcomes", "Time accounts"):
        rail.get_by_role("link", name=page, exact=True).click()  # their headings are sentences
        expect(rail.get_by_role("link", name=page, exact=True)).to_have_attribute("aria-current", "page")
        expect(editor.locator("main :is(table, .card, .rows)").first).to_be_visible()


def test_a_story_leads_from_its_headline_to_who_said_it_first_and_to_the_original(editor):
    editor.goto("/listen/stories?days=week")
    headline = editor.locator("article.story h2 a").first
    words = headline.inner_text()
    headline.click()
    expect(editor.get_by_role("heading", level=1)).to_have_text(words)
    expect(editor.locator(".turn").first).to_be_visible()
    assert editor.locator(".turn .origin a[href^='https://']").count() > 0


def test_the_inbox_goes_by_keys_alone_from_post_to_post_to_let_stand_and_back(editor):
    editor.keyboard.press("g")
    editor.keyboard.press("p")
    expect(editor.get_by_role("heading", level=1)).to_have_text("Inbox")
    before, first = _open_posts(editor), _chosen(editor)
    editor.keyboard.press("j")
    expect(editor.locator(".item[aria-current] .said")).not_to_have_text(first)
    editor.keyboard.press("k")
    expect(editor.locator(".item[aria-current] .said")).to_have_text(first)
    editor.keyboard.press("e")
    editor.keyboard.press("2")
    expect(editor.get_by_role("status")).to_contain_text("Let stand: an opinion")
    assert _open_posts(editor) == before - 1
    assert _chosen(editor) != first
    editor.keyboard.press("u")
    expect(editor.get_by_role("status")).to_contain_text("Back in the inbox")
    assert _open_posts(editor) == before
    assert _chosen(editor) == first


def test_the_sixth_reason_is_written_in_own_words(editor):
    editor.goto("/speak/")
    editor.keyboard.press("e")
    editor.keyboard.press("6")
    editor.keyboard.type("was asked on the telephone")
    editor.keyboard.press("Enter")
    expect(editor.get_by_role("status")).to_contain_text("Let stand")
    editor.goto("/speak/?tab=let_stand")
    expect(editor.locator(".item .why", has_text="was asked on the telephone")).to_be_visible()
    editor.locator(".item", has_text="was asked on the telephone").click()
    editor.wait_for_url("**post=*")
    editor.keyboard.press("u")
    expect(editor.get_by_role("status")).to_contain_text("Back in the inbox")


def test_the_question_mark_lists_the_keys_and_escape_closes_the_list(editor):
    editor.goto("/speak/")
    editor.keyboard.press("?")
    expect(editor.get_by_role("dialog")).to_contain_text("Let stand, then 1 to 6")
    editor.keyboard.press("Escape")
    expect(editor.get_by_role("dialog")).to_be_hidden()


def test_keys_that_are_typed_into_a_field_are_letters_and_no_commands(editor):
    editor.goto("/listen/mentions")
    here = editor.url
    editor.get_by_label("Words", exact=True).fill("")
    editor.get_by_label("Words", exact=True).press_sequentially("gpje?u")
    expect(editor.get_by_label("Words", exact=True)).to_have_value("gpje?u")
    assert editor.url == here


def test_everything_is_reached_by_tab_alone_and_the_focus_is_seen(editor):
    editor.goto("/speak/")
    editor.keyboard.press("Tab")
    expect(editor.locator(":focus")).to_have_class("skip")
    editor.keyboard.press("Enter")
    expect(editor.locator("#main")).to_be_focused()
    editor.keyboard.press("Tab")
    for _step in range(12):
        outline = editor.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", editor.evaluate("() => document.activeElement.outerHTML")
        editor.keyboard.press("Tab")


def test_without_script_a_post_is_chosen_let_stand_and_brought_back(tab, demo):
    page = tab(demo, java_script_enabled=False)
    sign_in(page, demo)
    page.goto("/speak/")
    before = _open_posts(page)
    page.locator("a.item").nth(1).click()
    expect(page.locator(".detail .turn").last).to_be_visible()
    page.get_by_role("button", name="not our subject").click()
    expect(page.get_by_role("status")).to_contain_text("Let stand: not our subject")
    assert _open_posts(page) == before - 1
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("status")).to_contain_text("Back in the inbox")
    assert _open_posts(page) == before


def test_a_publication_shows_its_life_and_learn_shows_what_came_of_it(editor):
    editor.goto("/speak/publications/")
    editor.locator("tbody th a").first.click()
    expect(editor.locator(".chip").first).to_have_text(re.compile("published"))
    expect(editor.get_by_role("complementary", name="Course").locator("li").first).to_be_visible()
    editor.goto("/learn/")
    editor.locator("tbody th a").first.click()
    expect(editor.locator("tbody tr")).to_have_count(3)


def test_each_person_has_their_language_and_their_scheme(editor, tab, demo):
    """Somebody of their own: what they choose stays theirs, and no other journey meets it."""
    link = invited(editor, "sprachen@auenried.example")
    page = tab(demo)
    page.goto(link)
    page.locator("#id_name").fill("Ida Brandt")
    page.locator("#id_password").fill(PASSWORD)
    page.locator("button.btn-main").click()
    page.goto("/people/me")
    page.get_by_text("Deutsch", exact=True).click()
    page.get_by_text("Dark", exact=True).click()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate("() => getComputedStyle(document.body).colorScheme") in ("dark", "light dark")
    page.get_by_text("English", exact=True).click()
    page.get_by_text("Wie das Gerät", exact=True).click()
    page.get_by_role("button", name="Speichern").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    editor.reload()
    expect(editor.locator("html")).not_to_have_attribute("data-theme", "dark")


def test_one_click_and_a_confirmation_lead_from_the_demo_to_a_clean_install(tab, tmp_path: Path):
    running = program.start(tmp_path / "home", "--demo")
    try:
        page = tab(running)
        sign_in(page, running)
        page.locator(".demo a").click()
        page.get_by_role("button", name="Remove").click()
        expect(page).to_have_url(re.compile("/welcome/language$"))
        expect(page.get_by_role("heading", level=1)).to_have_text("Which language shall we speak?")
    finally:
        running.stop()


def test_a_key_pressed_right_after_a_page_came_is_not_lost(editor):
    editor.goto("/speak/")
    editor.wait_for_function("() => performance.now() > 0 && document.readyState === 'complete'")
    first = _chosen(editor)
    editor.keyboard.press("j")
    expect(editor.locator(".item[aria-current] .said")).not_to_have_text(first)


def test_the_way_to_let_stand_keeps_the_post_in_sight_on_a_telephone(tab, demo):
    page = tab(demo, viewport={"width": 360, "height": 640}, has_touch=True)
    sign_in(page, demo)
    page.goto("/speak/")
    page.locator("a.item").first.click()
    page.get_by_role("link", name="Let stand", exact=False).last.click()
    expect(page.locator("#let")).to_be_in_viewport()
    expect(page.locator(".split-list")).to_be_hidden()
