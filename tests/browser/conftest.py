"""What the journeys need: the real program, real networks beside it, and a browser that notices faults."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import program
from tests.browser.pages import sign_in
from tests.browser.program import Program
from tests.browser.square import phone, square, writer
from tests.browser.watched import Watched
from tests.patience import patient

__all__ = ["phone", "square", "writer"]  # fixtures of the market square: here, so that there is one

PATIENCE_MS = 1000 * patient(30)
expect.set_options(timeout=PATIENCE_MS)

OpenTab = Callable[..., Page]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a journey in a browser."""
    here = os.path.dirname(__file__)
    for item in items:
        if str(item.path).startswith(here):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.enable_socket)
            item.add_marker(pytest.mark.timeout(600))


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Debian's Chromium, which does without a sandbox and asks nobody anything."""
    return {"executable_path": program.CHROMIUM, "args": list(program.OPTIONS)}


@pytest.fixture
def tab(browser: Browser) -> Iterator[OpenTab]:
    """Open a tab on a program; at the end of the test no fault may have been noticed in any of them."""
    opened: list[tuple[BrowserContext, Watched]] = []

    def open_tab(running: Program, **how: Any) -> Page:
        context = browser.new_context(**({"locale": "en-GB", "base_url": running.url} | how))
        context.set_default_timeout(PATIENCE_MS)
        opened.append((context, Watched(context, running.url)))
        return context.new_page()

    yield open_tab
    for context, _watched in opened:
        context.close()
    assert not [fault for _context, watched in opened for fault in watched.faults]


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """The program with the demo, for every test that leaves it as it was or changes only posts."""
    running = program.start(tmp_path_factory.mktemp("demo") / "home", "--demo")
    yield running
    running.stop()


@pytest.fixture
def editor(tab: OpenTab, demo: Program) -> Page:
    """A tab in which somebody of the demo is signed in."""
    page = tab(demo)
    sign_in(page, demo)
    return page
