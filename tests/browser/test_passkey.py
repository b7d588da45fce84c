"""Signing in without a password: a passkey is made and used; the pages behind a sign-in have no fault."""

from __future__ import annotations

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser import behind
from tests.browser.pages import sign_in
from tests.browser.watched import broken, sideways


def test_a_passkey_is_made_and_signs_in_alone(browser, demo):
    root = behind.by_name(demo)
    with browser.new_context(locale="en-GB", base_url=root) as context:
        owner = context.new_page()
        sign_in(owner, demo, root=root)
        link = behind.invited(owner, "schluessel@auenried.example")
    with browser.new_context(locale="en-GB", base_url=root) as context:
        page = behind.join(context, link, "Nora Feld")
        behind.virtual_authenticator(page)
        behind.add_passkey(page, root, "Diensthandy")
        page.goto("/account/2fa/webauthn/")
        expect(page.get_by_text("Diensthandy")).to_be_visible()
        page.goto("/people/me")
        page.get_by_role("button", name="Sign out").click()
        expect(page).to_have_url(re.compile("/account/login/"))
        page.locator("[data-passkey]").click()
        expect(page).to_have_url(f"{root}/")
        page.goto("/people/me")
        expect(page.get_by_role("heading", level=1)).to_have_text("Nora Feld")


def test_no_page_behind_an_invitation_or_a_second_factor_has_a_fault(browser, demo):
    axe, found = Axe(), []
    for one in behind.every_page(browser, demo, "en"):
        how = {"locale": "en", "color_scheme": "dark", "base_url": behind.by_name(demo)}
        with browser.new_context(storage_state=one.state, **how) as context:
            page = context.new_page()
            answer = page.goto(one.path)
            assert answer is not None
            assert answer.status in (200, 403), f"{one.name}: {answer.status}"
            found += broken(page) + sideways(page, 320)
            found += [f"{one.name}: {fault['help']}" for fault in axe.run(page).response["violations"]]
    assert not found, "\n".join(found)
