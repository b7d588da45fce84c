"""Every page of a running program: found by following its links, one address for each route."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import Page

from tests.browser.program import Program

BEHIND_NO_LINK = (
    "/account/login/",
    "/account/password/reset/",
    "/no-such-page",
    "/listen/mentions?text=zzzz",
)
NEVER = ("/account/logout", "/language", "/static/")
FILES = (".json", ".jsonl", ".pdf", ".xlsx")
"""Ends of addresses behind which no page stands."""


def sign_in(page: Page, program: Program, email: str = "", password: str = "", *, root: str = "") -> None:
    """Through the form, as a person does; `root` is the address under another name."""
    root = root or program.url
    page.goto(f"{root}/account/login/")
    page.get_by_label("E-mail", exact=False).or_(page.get_by_label("E-Mail", exact=False)).first.fill(
        email or program.email
    )
    page.locator("input[type=password]").fill(password or program.password)
    page.locator("form:has(input[type=password]) button.btn-main").click()
    page.wait_for_url(f"{root}/")


def every_page(page: Page, program: Program) -> Iterator[str]:
    """Paths, one for each route, in the order they are met. The page visits each of them."""
    waiting, met = ["/", *BEHIND_NO_LINK], set[str]()
    while waiting:
        path = waiting.pop(0)
        if (kind := route(path)) in met:
            continue
        met.add(kind)
        page.goto(program.url + path)
        yield path
        waiting += [there for there in links(page, program) if route(there) not in met]


def links(page: Page, program: Program) -> list[str]:
    """The paths this page leads to, in their order."""
    shown = "a[href]:not([download])"
    hrefs = page.eval_on_selector_all(shown, "all => all.map(one => one.getAttribute('href'))")
    found = [urlsplit(urljoin(page.url, href)) for href in hrefs]
    ours = [one for one in found if f"{one.scheme}://{one.netloc}" == program.url]
    pages = [one for one in ours if not one.path.endswith(FILES)]
    paths = [one.path + (f"?{one.query}" if one.query else "") for one in pages]
    return [path for path in dict.fromkeys(paths) if not path.startswith(NEVER)]


def route(path: str) -> str:
    """What is the same for all addresses of one page: numbers and searches are left out, tabs are kept."""
    parts = urlsplit(path)
    kept = re.findall(r"(?:tab|text)=[^&]+", parts.query)
    return re.sub(r"\d+", "N", parts.path) + "".join(kept)
