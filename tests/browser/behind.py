"""Ways to the pages that no link of the demo leads to: invitations, nobody's organisation, second factors."""

from __future__ import annotations

import hmac
import re
import struct
import time
from base64 import b32decode
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, StorageState

from tests.browser import pages
from tests.browser.program import Program

PASSWORD = "Kranichweg 12 im Herbst"


@dataclass(frozen=True)
class Behind:
    """A page and who sees it; `state` is the browser's memory of somebody who stands before it."""

    name: str
    path: str
    state: StorageState | None


def virtual_authenticator(page: Page) -> Any:
    """A device that makes passkeys and says yes by itself; returns the channel to the browser."""
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return devices


def by_name(program: Program) -> str:
    """The program's address with a name in it: passkeys belong to names, never to numbers."""
    return program.url.replace("127.0.0.1", "localhost")


def add_passkey(page: Page, root: str, name: str) -> None:
    """As a person does on the page Sign-in."""
    go(page, f"{root}/account/2fa/webauthn/add/")
    page.locator("#id_name").fill(name)
    page.locator("[data-passkey]").click()
    page.wait_for_url(re.compile(r"/account/2fa/(?!webauthn/add)"))


def go(page: Page, url: str) -> None:
    """Open a page that changes how one signs in, and type the password where it is asked for once more."""
    page.goto(url)
    if "reauthenticate" in page.url:
        page.locator("input[type=password]").fill(PASSWORD)
        page.locator("button.btn-main").click()
        page.wait_for_url(url)


def code(secret: str, now: float | None = None) -> str:
    """What an authenticator app shows for this key (RFC 6238)."""
    step = struct.pack(">Q", int(now or time.time()) // 30)
    digest = hmac.digest(b32decode(secret + "=" * (-len(secret) % 8)), step, "sha1")
    place = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[place : place + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def invited(owner: Page, email: str) -> str:
    """The link by which somebody may join."""
    owner.goto("/people/members")
    owner.locator("input[type=email]").fill(email)
    owner.locator("aside form button.btn-main").click()
    return owner.locator("li", has_text=email).locator("input[readonly]").input_value()


def every_page(browser: Browser, program: Program, language: str) -> list[Behind]:
    """The pages, each with somebody who stands before it. Makes people and second factors on its way."""
    with _fresh(browser, program, language) as context:
        owner = context.new_page()
        pages.sign_in(owner, program)
        waiting = invited(owner, f"wartet-{language}@auenried.example")
        found = [Behind("join", _path(waiting), None)]
        found.append(Behind("nowhere", "/", _nowhere(browser, program, owner, language)))
        link = invited(owner, f"sicher-{language}@auenried.example")
    with _fresh(browser, program, language) as context:
        found += _second_factors(join(context, link, "Nora Feld"), by_name(program), language)
    return found


def join(context: BrowserContext, link: str, name: str) -> Page:
    """Accept an invitation as somebody new."""
    page = context.new_page()
    page.goto(link.replace("127.0.0.1", "localhost"))
    page.locator("#id_name").fill(name)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("button.btn-main").click()
    page.wait_for_url(re.compile(r"/$"))
    return page


def _nowhere(browser: Browser, program: Program, owner: Page, language: str) -> StorageState:
    email = f"draussen-{language}@auenried.example"
    with _fresh(browser, program, language) as context:
        join(context, invited(owner, email), "Lars Ohne")
        state = context.storage_state()
    owner.goto("/people/members")
    owner.locator("tr", has_text=email).locator("form[action$=remove] button").click()
    owner.wait_for_load_state()
    return state


def _second_factors(page: Page, root: str, language: str) -> list[Behind]:
    context = page.context
    go(page, f"{root}/account/2fa/totp/activate/")
    before = context.storage_state()
    found = [
        Behind("reauthenticate", "/account/reauthenticate/", before),
        Behind("password-change", "/account/password/change/", before),
    ]
    virtual_authenticator(page)
    add_passkey(page, root, "Diensthandy")
    page.goto(f"{root}/account/2fa/totp/activate/")
    page.locator("#id_code").fill(code(page.locator("#secret").input_value()))
    page.locator("main button.btn-main").click()
    page.wait_for_url(re.compile("recovery-codes|2fa/$"))
    page.goto(f"{root}/account/2fa/webauthn/")
    edit = page.locator("a[href*='/webauthn/keys/'][href*=edit]").first.get_attribute("href")
    remove = page.locator("a[href*='/webauthn/keys/'][href*=remove]").first.get_attribute("href")
    inside = context.storage_state()
    paths = {
        "sign-in": "/account/2fa/",
        "passkey-add": "/account/2fa/webauthn/add/",
        "passkeys": "/account/2fa/webauthn/",
        "passkey-edit": edit,
        "passkey-remove": remove,
        "app-stop": "/account/2fa/totp/deactivate/",
        "codes": "/account/2fa/recovery-codes/",
        "codes-new": "/account/2fa/recovery-codes/generate/",
        "reauthenticate-code": "/account/2fa/reauthenticate/",
        "reauthenticate-passkey": "/account/2fa/webauthn/reauthenticate/",
    }
    found += [Behind(name, path, inside) for name, path in paths.items() if path]
    with page.context.browser.new_context(base_url=root, locale=language) as other:  # type: ignore[union-attr]  # it has one
        half = other.new_page()
        half.goto("/account/login/")
        half.locator("input[type=email], input[name=login]").first.fill(f"sicher-{language}@auenried.example")
        half.locator("input[type=password]").fill(PASSWORD)
        half.locator("form:has(input[type=password]) button.btn-main").click()
        half.wait_for_url(re.compile("2fa/authenticate"))
        found.append(Behind("second-factor", "/account/2fa/authenticate/", other.storage_state()))
    return found


def _fresh(browser: Browser, program: Program, language: str) -> BrowserContext:
    return browser.new_context(base_url=program.url, locale=language)


def _path(link: str) -> str:
    return "/" + link.split("/", 3)[3]
