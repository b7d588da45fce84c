"""A drill in the demo: an injected storm, its mail at a real server, taken by the mail's link, calm again.

The page speaks the language of the browser, the mail that of the organisation: German.
"""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser import program
from tests.browser.pages import sign_in
from tests.browser.program import Program, until

AXE = Axe()


class Post:
    """What a mail server on loopback was given."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Take every letter."""
        letter = email.message_from_bytes(envelope.content or b"", policy=default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        return "250 taken"

    def titled(self, beginning: str) -> EmailMessage | None:
        """The first letter whose subject begins so."""
        return next((one for one in self.letters if str(one["Subject"]).strip().startswith(beginning)), None)


@pytest.fixture
def post() -> Iterator[tuple[Post, int]]:
    """A real SMTP server on loopback."""
    taken, port = Post(), program.free_port()
    server = Controller(taken, hostname="127.0.0.1", port=port)
    server.start()
    yield taken, port
    server.stop()


@pytest.fixture
def mailing(tmp_path: Path, post) -> Iterator[Program]:
    """The demo, with that server for its mail."""
    mail = {
        "LEITSTAND_MAIL_URL": f"smtp://127.0.0.1:{post[1]}",
        "LEITSTAND_MAIL_FROM": "leitstand@auenried.example",
    }
    running = program.start(tmp_path / "home", "--demo", environment=mail)
    yield running
    running.stop()


def blemishes(page: Page) -> list[str]:
    """What axe finds here, in both schemes."""
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found += [f"{page.url}: {one['help']}" for one in AXE.run(page).response["violations"]]
    return found


def test_a_drill_goes_from_the_button_to_a_mail_to_a_human_to_calm(tab, mailing, post):
    page = tab(mailing)
    sign_in(page, mailing)
    page.goto("/listen/alarms")
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_role("status")).to_contain_text("The drill has begun")

    letter = until(lambda: post[0].titled("[Übung] Sturm:"), 120, "the alarm's mail")
    text = letter.get_content()
    assert letter["To"] == mailing.email
    assert re.search(r"\d+ Beiträge statt \d+–\d+", text)
    link = re.search(r"(http://\S+/listen/alarms/take/\S+)", text)
    assert link
    assert "- Übung Ahorn 1: [Übung]" in text

    page.goto("/listen/alarms")
    page.locator(".alarm", has_text="Drill").get_by_role("link", name="Look at it").click()
    expect(page.locator("svg.plot path.line.hot")).to_be_visible()
    page.get_by_text("Look closer").click()
    expect(page.locator(".uplot canvas")).to_be_visible()
    expect(page.locator(".u-legend")).to_contain_text("begins")
    page.get_by_text("As a table").click()
    expect(page.locator("table.mini tbody tr").first).to_be_visible()
    expect(page.get_by_text("invented for the drill").first).to_be_visible()
    assert not blemishes(page)

    elsewhere = tab(
        mailing, viewport={"width": 360, "height": 640}, java_script_enabled=True
    )  # nobody signed in
    elsewhere.goto(link[1])
    expect(elsewhere.get_by_role("button", name="Ich übernehme, als Aylin Demirbas")).to_be_visible()
    assert not blemishes(elsewhere)
    page.reload()
    expect(page.get_by_role("button", name="I take it")).to_be_visible()  # looking has changed nothing
    elsewhere.get_by_role("button", name="Ich übernehme, als Aylin Demirbas").click()
    expect(elsewhere.get_by_text("Der Alarm ist übernommen.")).to_be_visible()

    calm = until(lambda: post[0].titled("[Übung] Wieder ruhig:"), 120, "the mail of the calm")
    assert "Ihre Beiträge sind entfernt" in calm.get_content()
    page.reload()
    expect(page.get_by_role("complementary", name="Act, and who knows")).to_contain_text("Calm again")
    expect(page.get_by_text("From the alarm to a human:")).to_be_visible()
    page.get_by_role("button", name="Close it").click()
    expect(page.get_by_role("status")).to_contain_text("Closed")

    page.goto("/listen/alarms")
    row = page.locator("#drills tbody tr").first
    expect(row).to_contain_text("Aylin Demirbas")
    expect(row).to_contain_text(re.compile(r"min|less than a minute"))
    assert not blemishes(page)
