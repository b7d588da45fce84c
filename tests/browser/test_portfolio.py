"""A trial of a network, from candidate to left: with its terms, step by step, over several days."""

from __future__ import annotations

import datetime as dt
import json

from playwright.sync_api import expect


def test_a_trial_goes_from_candidate_to_left_and_nothing_is_ticked_by_itself(editor):
    editor.goto("/decide/networks/")
    editor.locator("#new > summary").press("Enter")
    editor.get_by_label("Network", exact=True).fill("mast odon")
    editor.get_by_label("Why we are there").fill("Alle reden davon")
    editor.get_by_role("button", name="Write down as a candidate").press("Enter")
    expect(editor.get_by_text("“Mastodon” is in the list already.")).to_be_visible()
    editor.get_by_label("Network", exact=True).fill("Windnetz")
    editor.get_by_role("button", name="Write down as a candidate").press("Enter")
    expect(editor.get_by_role("heading", name="Windnetz", level=1)).to_be_visible()

    editor.get_by_label("Why", exact=True).fill("Sechs Wochen, dann sehen wir weiter")
    editor.get_by_role("button", name="Put on trial").press("Enter")
    expect(editor.get_by_text("A trial needs a cap")).to_be_visible()
    editor.locator("#terms > summary").press("Enter")
    editor.get_by_label("Hours a week at most").fill("2")
    editor.get_by_label("Look at it again on").fill(str(dt.date.today() + dt.timedelta(42)))
    editor.get_by_label("When we would leave").fill("Weniger als drei Gespräche je Woche")
    editor.get_by_role("button", name="Agree", exact=True).press("Enter")
    expect(editor.get_by_text("at most 2 h")).to_be_visible()
    _decide(editor, "Put on trial", "Sechs Wochen, dann sehen wir weiter")
    expect(editor.get_by_text("on trial").first).to_be_visible()
    _decide(editor, "Begin to leave", "Ein Gespräch in sechs Wochen")

    expect(editor.locator("#exit .count")).to_have_text("0 of 5")
    _decide(editor, "Left for good", "fertig")
    expect(editor.get_by_text("5 of 5 steps of the exit are still open.")).to_be_visible()
    for number, step in enumerate(("archive", "redirect", "told", "lost", "closed"), 1):
        expect(editor.locator(f"#e-{step}")).to_be_visible()  # the first open step is unfolded
        editor.locator(f"#e-{step}").fill(f"gesehen: {step}")
        name = "Impossible" if step == "redirect" else "Done"
        button = editor.locator(f"li:has(#e-{step})").get_by_role("button", name=name)
        button.press("Enter")
        expect(editor.locator("#exit .count")).to_have_text(f"{number} of 5")
        if step == "told":  # another day, another browser: what was settled stays settled
            editor.goto("/decide/networks/")
            editor.get_by_role("link", name="Windnetz").press("Enter")
            expect(editor.get_by_text("gesehen: redirect")).to_be_visible()
    _decide(editor, "Left for good", "Alles erledigt")
    expect(editor.get_by_role("button", name="Consider it again")).to_be_visible()
    told = json.loads(editor.request.get("/decide/networks.json").text())
    assert next(one for one in told["networks"] if one["name"] == "Windnetz")["state"] == "left"


def _decide(page, button, why):
    page.get_by_label("Why", exact=True).fill(why)
    page.get_by_role("button", name=button, exact=True).press("Enter")


def test_a_network_is_named_with_its_reason_without_script(tab, demo):
    from tests.browser.pages import sign_in

    page = tab(demo, java_script_enabled=False)
    sign_in(page, demo)
    page.goto("/decide/networks/?name=Ruhnetz")
    assert page.get_by_label("Network", exact=True).input_value() == "Ruhnetz"
    page.get_by_label("Why we are there").fill("Dort sind Eltern")
    page.get_by_label("Look at it again on").fill("2020-01-31")
    page.get_by_role("button", name="Write down as a candidate").click()
    assert page.get_by_text("The review date lies behind us.").is_visible()
    page.get_by_label("Look at it again on").fill("")
    page.get_by_role("button", name="Write down as a candidate").click()
    assert page.get_by_role("heading", name="Ruhnetz", level=1).is_visible()
