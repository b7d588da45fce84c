"""The weekly report: read in ten minutes, said something about, taken along, printed."""

from __future__ import annotations

import io
import re

import pikepdf
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.watched import sideways


def test_a_week_is_read_remarked_on_and_taken_along(editor):
    editor.goto("/learn/week")
    expect(editor.get_by_role("heading", level=1)).to_have_text("Nothing beyond noise.")
    expect(editor.locator(".measures tbody tr")).to_have_count(7)
    editor.locator(".drawn-figure summary").first.click()
    expect(editor.get_by_role("columnheader", name="wait still")).to_be_visible()
    editor.get_by_text("Add a remark").click()
    editor.get_by_label("About").select_option(label="Questions to us")
    editor.get_by_label("In own words").fill("Viele fragten nach =SUMME(A1) und <b>Fristen</b>.")
    editor.get_by_role("button", name="Keep with the week").click()
    expect(editor.get_by_text("Viele fragten nach =SUMME(A1) und <b>Fristen</b>.").first).to_be_visible()
    address = editor.get_by_role("link", name="PDF").get_attribute("href") or ""
    made = pikepdf.open(io.BytesIO(editor.request.get(address, timeout=120_000).body()))
    assert "Nothing beyond noise." in str(made.docinfo["/Title"])
    sheet = editor.get_by_role("link", name="Spreadsheet").get_attribute("href") or ""
    assert editor.request.get(sheet, timeout=120_000).body()[:2] == b"PK"


def test_the_report_works_without_script_and_by_keyboard(tab, demo, editor):
    page = tab(demo, java_script_enabled=False, storage_state=editor.context.storage_state())
    page.goto("/learn/week")
    page.get_by_role("link", name=re.compile(r"^Week \d+$")).first.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("svg.drawing").first).to_be_visible()


def test_on_paper_there_is_no_navigation(editor):
    editor.goto("/learn/week")
    editor.emulate_media(media="print")
    for hidden in (".rail", ".head .acts", ".no-print"):
        expect(editor.locator(hidden).first).to_be_hidden()
    expect(editor.locator(".measures")).to_be_visible()


def test_reports_have_no_fault_that_a_machine_sees(editor):
    for path in ("/learn/week", "/learn/reports/", "/learn/reports/network/mastodon", "/learn/reports/plan"):
        editor.goto(path)
        for scheme in ("light", "dark"):
            editor.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            found = [one["id"] for one in Axe().run(editor).response["violations"]]
            assert not found, f"{path} {scheme}: {found}"
        for width in (320, 1280):
            assert not sideways(editor, width)
