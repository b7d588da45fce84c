"""The first run as a person walks it, step by step."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

PERSON = {"name": "Erika Beispiel", "email": "erika@example.org", "password": "Kranichweg 12 im Herbst"}


def begin(page: Page, organization: str) -> None:
    """Step 2: the organisation and its first person."""
    page.get_by_label("Name of the organisation").fill(organization)
    page.get_by_label("Your name").fill(PERSON["name"])
    page.get_by_label("Your e-mail address").fill(PERSON["email"])
    page.get_by_label("Password").fill(PERSON["password"])
    page.get_by_role("button", name="Begin").click()
    expect(page).to_have_url(re.compile("/welcome/watch$"))


def look_out_for(page: Page, query: str) -> None:
    """Step 3: the watch."""
    page.get_by_label("What to listen for").fill(query)
    page.get_by_role("button", name="Keep the watch and go on").click()
    expect(page).to_have_url(re.compile("/welcome/source$"))


def listen_to(page: Page, address: str) -> None:
    """Step 4: the first way to listen that the program finds at an address."""
    page.get_by_label("Address").fill(address)
    page.get_by_role("button", name="Search").click()
    page.get_by_role("button", name="Take this source and go on").click()


def connect(page: Page, network: str, **given: str) -> None:
    """Connect an account, as anybody would on the page Accounts."""
    page.goto(f"/people/accounts/connect/{network}")
    for label, words in given.items():
        page.get_by_label(label.replace("_", " "), exact=False).first.fill(words)
    page.locator("main form button.btn-main").click()
    expect(page).to_have_url(re.compile("/people/accounts$"))
