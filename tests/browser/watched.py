"""Notices what a visitor would not: faults on the console, foreign requests, broken HTML, pages too wide."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request


class Watched:
    """All tabs of one context. `faults` collects, in words, what went wrong so far."""

    def __init__(self, context: BrowserContext, home: str) -> None:
        self.context, self.home = context, home
        self.faults: list[str] = []
        context.on("page", self._watch)

    def _watch(self, page: Page) -> None:
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: script fails: {error}"))
        page.on("request", self._asked)

    def _heard(self, message: ConsoleMessage) -> None:
        status_of_a_page = "Failed to load resource" in message.text and " 4" in message.text
        if message.type in ("error", "warning") and not status_of_a_page:
            self.faults.append(f"{message.location.get('url', '')}: console says {message.text}")

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme != "data" and f"{parts.scheme}://{parts.netloc}" != self.home:
            self.faults.append(f"{request.frame.url}: a foreign request to {request.url}")


def broken(page: Page) -> list[str]:
    """What the HTML of this page gives away: a component not found, a template tag in the text."""
    html = page.content()
    return [f"{page.url}: the page contains {sign!r}" for sign in ("<c-", "{%", "{{") if sign in html]


def sideways(page: Page, width: int) -> list[str]:
    """What sticks out at this width, when the page can be scrolled sideways."""
    page.set_viewport_size({"width": width, "height": 640})
    over = page.evaluate(
        """() => document.scrollingElement.scrollWidth <= innerWidth ? [] :
        [...document.querySelectorAll("body *")]
        .filter(one => one.getBoundingClientRect().right > innerWidth + 1)
        .slice(0, 5).map(one => one.tagName + "." + one.className)"""
    )
    return [f"{page.url}: wider than {width} px because of {', '.join(over)}"] if over else []
