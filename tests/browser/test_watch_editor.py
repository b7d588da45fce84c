"""A watch is written: a mistake at its place, rows and text saying the same, tried before it is kept."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.pages import sign_in
from tests.browser.test_pages import faults

FOUND = re.compile(r"Sie hätte (\d+) von (\d+) gefunden\.")


def found(page: Page) -> int:
    """How many posts the query that stands there would have found."""
    told = FOUND.search(page.locator("#trial h2").inner_text())
    assert told
    return int(told[1])


def test_a_watch_is_written_by_text_and_by_rows_tried_kept_changed_and_removed(tab, demo):
    page = tab(demo, locale="de-DE")
    sign_in(page, demo)
    page.goto("/listen/watches")
    page.get_by_role("link", name="Beobachtung anlegen").click()
    query, trial, rows = page.get_by_label("Wonach sie sucht"), page.locator("#trial"), page.locator("#rows")

    query.fill("(mensa AND OR pfand")  # a mistake is shown while it is written, and where it is
    expect(trial.locator("mark.halt")).to_have_text("O")
    expect(trial).to_contain_text("Zeichen 12:")
    assert not (wrong := faults(page)), "\n".join(wrong)
    page.get_by_label("Name").fill("Mensa")
    page.get_by_role("button", name="Danach suchen").click()  # nor can it be kept so
    expect(trial.locator("mark.halt")).to_have_text("O")
    expect(query).to_have_value("(mensa AND OR pfand")

    query.fill("mensa")  # mended, it says what it would have found, and the rows say the same
    expect(trial.locator("h2")).to_have_text(FOUND)
    few = found(page)
    assert few > 0
    expect(trial.locator("a.item").first).to_be_visible()
    first = rows.get_by_role("group", name="Zeile 1")
    expect(first.get_by_label("Welche, mit Kommas")).to_have_value("mensa")

    first.get_by_label("Wie").select_option("any")  # a row changes the text
    first.get_by_label("Welche, mit Kommas").fill("mensa, hochschule")
    expect(query).to_have_value("mensa OR hochschule")
    expect(trial.locator("h2")).not_to_have_text(re.compile(rf"Sie hätte {few} von"))
    many = found(page)
    assert many > few
    second = rows.get_by_role("group", name="Zeile 2")
    second.get_by_label("Wie").select_option("none")
    second.get_by_label("Welche, mit Kommas").fill("mensa")
    expect(query).to_have_value("(mensa OR hochschule) NOT mensa")
    expect(trial.locator("h2")).to_have_text(re.compile(rf"Sie hätte {many - few} von"))
    assert not (wrong := faults(page)), "\n".join(wrong)

    page.get_by_role("button", name="Danach suchen").click()
    expect(page.get_by_role("status")).to_contain_text("„Mensa“ sucht von jetzt an.")
    page.get_by_role("link", name="Mensa", exact=True).click()
    expect(query).to_have_value("(mensa OR hochschule) NOT mensa")
    query.fill("mensa (a OR b NOT (c d))")
    expect(rows).to_contain_text("tiefer verschachtelt")
    page.get_by_role("button", name="Diese Beobachtung entfernen").click()
    expect(page.get_by_role("link", name="Mensa", exact=True)).to_have_count(0)


def test_without_script_rows_become_text_and_a_mistake_keeps_what_was_typed(tab, demo):
    page = tab(demo, locale="de-DE", java_script_enabled=False)
    sign_in(page, demo)
    page.goto("/listen/watches/add")
    page.get_by_text("Zeile für Zeile bauen").click()
    row = page.get_by_role("group", name="Zeile 1")
    row.get_by_label("Wovon").select_option("phrase")
    row.get_by_label("Welche, mit Kommas").fill("neue mensa")
    page.get_by_role("button", name="Als Text schreiben").click()
    query = page.get_by_label("Wonach sie sucht")
    expect(query).to_have_value('"neue mensa"')
    expect(page.locator("#trial h2")).to_have_text(FOUND)
    query.fill("mensa )")
    page.get_by_role("button", name="Ausprobieren").click()
    expect(page.locator("#trial mark.halt")).to_have_text(")")
    expect(query).to_have_value("mensa )")
