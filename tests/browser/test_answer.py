"""Answers from the inbox, found again on the real networks themselves, and taken down there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.browser import program
from tests.browser.networks import approve, article, comments, replies, status
from tests.browser.pages import sign_in
from tests.browser.program import Program, until
from tests.browser.wizard import PERSON, begin, connect, look_out_for
from tests.contract.servers import bluesky, wordpress

ASKED_SITE, ASKED_NETWORK = "Wann öffnet die Mensa wieder?", "@auenried.test Kann man Laptops leihen?"
ASKED_PLAIN = "Gibt es einen Raum für Eltern?"


@dataclass
class Town:
    """One program with both networks connected, and what was asked there before anybody looked."""

    running: Program
    site: wordpress.Server
    network: bluesky.Server
    post: int
    asked: str


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, browser) -> Iterator[Town]:
    """Both networks and the program, set up as a person would; nothing is answered yet."""
    wordpress.install()
    bluesky.install()
    site = wordpress.start(tmp_path_factory.mktemp("wordpress"), "sqlite")
    try:
        with bluesky.running() as network:
            running = program.start(tmp_path_factory.mktemp("town") / "home")
            try:
                post, asked = _talk(site, network)
                _set_up(browser, running, site, network)
                yield Town(running, site, network, post, asked)
            finally:
                running.stop()
    finally:
        site.stop()


def _talk(site: wordpress.Server, network: bluesky.Server) -> tuple[int, str]:
    post = article(site, "Neues aus Auenried", "Die Mensa zieht um.")["id"]
    site.comment(post, ASKED_SITE, name="Vera Vorsicht")
    site.comment(post, ASKED_PLAIN, name="Elif Eltern")
    approve(site)
    did = network.accounts["auenried"].did
    mention = {"$type": "app.bsky.richtext.facet#mention", "did": did}
    facet = {"index": {"byteStart": 0, "byteEnd": len("@auenried.test")}, "features": [mention]}
    return post, network.post("erika", ASKED_NETWORK, facets=[facet])["uri"]


def _set_up(browser, running: Program, site: wordpress.Server, network: bluesky.Server) -> None:
    with browser.new_context(locale="en-GB", base_url=running.url) as context:
        page = context.new_page()
        page.goto("/")
        page.get_by_role("button", name="English").click()
        begin(page, "Hochschule Auenried")
        look_out_for(page, '"Hochschule Auenried"')
        page.goto("/speak/approvals/plan/")
        page.get_by_label("Risk from which somebody else looks").fill("1.01")  # at night, too
        page.locator("button[value=plan]").click()
        connect(page, "wordpress", Address=site.url, User=site.user, Password=site.password)
        ours = network.accounts["auenried"]
        connect(page, "bluesky", Server=network.pds, Handle=ours.handle, App_password=ours.app_password)


@pytest.fixture
def inbox(tab, town: Town) -> Page:
    page = tab(town.running)
    sign_in(page, town.running, PERSON["email"], PERSON["password"])
    return page


def _choose(page: Page, words: str) -> None:
    """Open the post that says this, once it was heard."""
    row = page.locator("a.item", has_text=words)

    def heard() -> bool:
        page.goto("/speak/")
        return row.count() == 1

    until(heard, 180, f"in the inbox: {words}")
    row.click()
    page.wait_for_url("**post=*")


def _published(page: Page, words: str) -> str:
    """Wait on its page until the network confirmed it; the path of that page."""
    page.goto("/speak/publications/")
    page.get_by_role("link", name=words[:40]).click()
    expect(page.locator(".chip").first).to_have_text(re.compile("published"), timeout=90_000)
    return page.url


def test_a_comment_is_answered_by_keyboard_and_the_answer_stands_below_it_on_wordpress(inbox, town):
    answer = "Am Montag, mit neuer Küche."
    _choose(inbox, ASKED_SITE)
    inbox.keyboard.press("r")
    inbox.keyboard.type(answer)
    expect(inbox.locator("#preview")).to_contain_text(answer)
    inbox.keyboard.press("Tab")
    while not inbox.evaluate("() => document.activeElement.matches('.dock .btn-main')"):
        inbox.keyboard.press("Tab")
    inbox.keyboard.press("Enter")
    expect(inbox.get_by_role("status")).to_contain_text("The answer goes out in a moment")
    _published(inbox, answer)
    there = comments(town.site, town.post)
    (asked,) = [one for one in there if ASKED_SITE in one["content"]["rendered"]]
    (said,) = [one for one in there if answer in one["content"]["rendered"]]
    assert said["parent"] == asked["id"]
    inbox.goto("/learn/")
    expect(inbox.locator("tbody tr", has_text=answer)).to_be_visible()


def test_a_mention_is_answered_in_the_thread_that_bluesky_shows_counted_and_taken_down(inbox, town):
    answer = "Ja: vierzig Geräte, ab Mittwoch 🎒"
    _choose(inbox, "Kann man Laptops leihen?")
    inbox.get_by_label("Your answer").fill(answer)
    expect(inbox.locator("#preview")).to_contain_text("of 300 characters")
    inbox.get_by_role("button", name="Answer", exact=True).click()
    expect(inbox.get_by_role("status")).to_contain_text("The answer goes out in a moment")
    _published(inbox, answer)
    said = until(lambda: replies(town.network, town.asked), 60, "the answer in the thread")
    assert [one["record"]["text"] for one in said] == [answer]
    assert said[0]["author"]["handle"] == "auenried.test"
    inbox.goto("/learn/")
    row = inbox.locator("tbody tr", has_text=answer)
    until(lambda: inbox.reload() and "not known yet" not in row.inner_text(), 120, "a first count")
    row.get_by_role("link").click()
    expect(inbox.locator("tbody tr").first).to_be_visible()
    _take_down(inbox, answer)
    until(lambda: not replies(town.network, town.asked), 60, "the end of the answer in the thread")


def test_without_script_an_answer_is_previewed_sent_and_taken_down_until_nobody_sees_it(tab, town):
    page = tab(town.running, java_script_enabled=False)
    sign_in(page, town.running, PERSON["email"], PERSON["password"])
    answer = "Ja, im Erdgeschoss neben der Bibliothek."
    _choose(page, ASKED_PLAIN)
    page.get_by_label("Your answer").fill(answer)
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#preview")).to_contain_text(answer)
    page.get_by_role("button", name="Answer", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("The answer goes out in a moment")
    until(lambda: _said(town, answer), 90, "the answer on the site")
    page.goto("/speak/publications/")
    page.get_by_role("link", name=answer[:40]).click()
    until(lambda: page.reload() and page.locator(".chip", has_text="published").count(), 60, "published")
    path = page.url
    page.locator("summary", has_text="Take down").click()
    page.get_by_label("Why it is taken down").fill("Der Raum ist umgezogen.")
    page.get_by_role("button", name="Take down").click()
    until(lambda: _gone(page, path), 90, "verified gone")
    assert not _said(town, answer)
    expect(page.locator(".steps tbody")).to_contain_text("no longer found")


def _take_down(page: Page, words: str) -> None:
    """Take it back; the page may say "gone" only once its public address answers no more."""
    page.goto("/speak/publications/")
    page.get_by_role("link", name=words[:40]).click()
    address = page.get_by_role("link", name="See it there").first.get_attribute("href")
    assert status(address) == 200
    page.locator("summary", has_text="Take down").click()
    page.get_by_label("Why it is taken down").fill("Die Zahl stimmte nicht.")
    page.get_by_role("button", name="Take down").click()
    expect(page.locator(".chip", has_text="verified gone").first).to_be_visible(timeout=90_000)
    assert status(address) >= 400
    expect(page.locator(".tomb s")).to_be_visible()


def test_what_anybody_says_on_bluesky_is_heard_live_from_the_stream(inbox, town):
    inbox.goto("/listen/sources/add")
    inbox.get_by_label("Address").fill(f"{town.network.jetstream}/subscribe")
    inbox.get_by_role("button", name="Look there").click()
    inbox.get_by_role("button", name="Listen to it").click()
    expect(inbox.get_by_role("heading", level=1)).to_be_visible()
    number = iter(range(1, 1000))

    def heard() -> bool:
        town.network.post("lampe", f"Die Hochschule Auenried feiert, Nachricht {next(number)}.")
        inbox.goto("/listen/mentions")
        return inbox.locator("#mentions", has_text="Die Hochschule Auenried feiert").count() > 0

    until(heard, 60, "a post of somebody we do not know")


def _said(town: Town, words: str) -> bool:
    return any(words in one["content"]["rendered"] for one in comments(town.site, town.post))


def _gone(page: Page, path: str) -> bool:
    """Look again; true once the page says so."""
    page.goto(path)
    return page.locator(".chip", has_text="verified gone").count() > 0
