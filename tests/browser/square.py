"""A market square: the program with a real WordPress and Mastodon's interface, an owner and a colleague."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser import behind, program
from tests.browser.pages import sign_in
from tests.browser.program import Program, until
from tests.browser.watched import broken, sideways
from tests.browser.wizard import PERSON, begin, connect, look_out_for
from tests.contract.servers import mastodon, wordpress
from tests.contract.servers.mastodon import MastodonServer

AXE = Axe()
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 640}, "has_touch": True}
SECOND = {"name": "Jonas Tegeler", "email": "jonas@example.org", "password": behind.PASSWORD}


@dataclass
class Square:
    """Both networks are connected; nothing has been said on them yet."""

    running: Program
    site: wordpress.Server
    network: MastodonServer

    def statuses(self) -> list[dict[str, Any]]:
        """What our account says on the network for everybody, the first first."""
        with urlopen(f"{self.network.url}/api/v1/timelines/public?local=true", timeout=30) as answer:
            return list(reversed(json.loads(answer.read())))

    def articles(self) -> list[dict[str, Any]]:
        """What stands on the site, asked without a password."""
        with urlopen(f"{self.site.url}/wp-json/wp/v2/posts?per_page=50", timeout=30) as answer:
            return list(json.loads(answer.read()))


@pytest.fixture(scope="session")
def square(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Square]:
    """Set up as people would: the owner by the wizard, the second person by invitation."""
    wordpress.install()
    network = mastodon.start(tmp_path_factory.mktemp("mastodon"))
    site = wordpress.start(tmp_path_factory.mktemp("wordpress"), "sqlite")
    running = program.start(tmp_path_factory.mktemp("square") / "home")
    try:
        with browser.new_context(locale="en-GB", base_url=running.url) as context:
            page = context.new_page()
            page.goto("/")
            page.get_by_role("button", name="English").click()
            begin(page, "Hochschule Auenried")
            look_out_for(page, '"Hochschule Auenried"')
            connect(page, "wordpress", Address=site.url, User=site.user, Password=site.password)
            _with_a_token(page, network)
            link = behind.invited(page, SECOND["email"])
        with browser.new_context(locale="en-GB", base_url=running.url) as context:
            behind.join(context, link, SECOND["name"])
        yield Square(running, site, network)
    finally:
        running.stop()
        site.stop()
        network.stop()


def _with_a_token(page: Page, network: MastodonServer) -> None:
    """Connect as those do who have an access token already."""
    page.goto("/people/accounts/connect/mastodon")
    page.get_by_label("Server").first.fill(network.url)
    page.locator("summary", has_text="I have a token already").click()
    page.get_by_label("Access token").fill(network.password)
    page.get_by_role("button", name="Connect with this token").click()
    page.wait_for_url("**/people/accounts")


@pytest.fixture
def writer(tab: Callable[..., Page], square: Square) -> Page:
    """The owner's tab, on a desk."""
    page = tab(square.running)
    sign_in(page, square.running, PERSON["email"], PERSON["password"])
    return page


@pytest.fixture
def phone(tab: Callable[..., Page], square: Square) -> Page:
    """The second person's telephone."""
    page = tab(square.running, **PHONE)
    sign_in(page, square.running, SECOND["email"], SECOND["password"])
    return page


def walk(page: Page, selector: str, most: int = 90) -> None:
    """Press Tab until the focus is on what this selector says."""
    there = page.locator(selector).first
    for _step in range(most):
        if there.evaluate("(one) => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{page.url}: no Tab leads to {selector}")


def faults(page: Page) -> list[str]:
    """What axe finds in both schemes at this size, what is broken, and what sticks out on a telephone."""
    size = page.viewport_size
    found = broken(page)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]  # one of two
        for one in AXE.run(page).response["violations"]:
            found.append(f"{page.url} {scheme}: {one['id']}: {one['help']}: {one['nodes'][0]['html'][:160]}")
    found += sideways(page, 360)
    if size:
        page.set_viewport_size(size)
    return found


def write(page: Page, words: str, *networks: str) -> None:
    """By keys alone: a fresh thought with these words on these networks, kept by itself."""
    page.goto("/speak/compose/")
    page.keyboard.press("v")
    page.wait_for_url("**/compose/*/")
    page.keyboard.press("r")
    page.keyboard.insert_text(words)
    for network in networks:
        walk(page, f"label:has-text('{network}') input[type=checkbox]")
        page.keyboard.press("Space")


def hand_in(page: Page) -> None:
    """Press, by keys, the button that publishes, schedules or asks."""
    walk(page, "button[value=plan]")
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text("Until it goes out you can take it back")


def plan(owner: Page, **fields: str) -> None:
    """Change how the organisation approves; the fields by their names."""
    owner.goto("/speak/approvals/plan/")
    for name, words in fields.items():
        owner.locator(f"#id_{name}").fill(words)
    with owner.expect_navigation():
        owner.locator("button[value=plan]").click()
    for name, words in fields.items():
        expect(owner.locator(f"#id_{name}")).to_have_value(words)


def confirmed(page: Page) -> None:
    """Stay on the thought's page until every network has confirmed it."""
    said = page.locator("#kept", has_text="each network has confirmed it")
    until(lambda: page.reload() and said.count(), 90, "every network's word")
