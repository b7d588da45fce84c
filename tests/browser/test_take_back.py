"""At night, from the telephone, by somebody who did not write it: taken back, and seen gone everywhere."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.networks import status
from tests.browser.square import confirmed, faults, hand_in, plan, write

WORDS = "Anmelden kann man sich bis zum 30. Februar."


def test_everything_of_a_thought_is_taken_back_from_the_telephone_and_seen_gone(writer, phone, square):
    write(writer, WORDS, "mastodon", "wordpress")
    expect(writer.locator("#checked")).to_contain_text("Ready to go out")
    hand_in(writer)
    confirmed(writer)
    thought = writer.url
    addresses = [one["link"] for one in square.articles() if WORDS in one["content"]["rendered"]]
    addresses += [one["url"] for one in square.statuses() if WORDS in one["content"]]
    assert len(addresses) == 2
    plan(writer, night_from="00:00", night_to="23:59")
    phone.goto(thought)
    phone.get_by_role("link", name="Take it back everywhere").tap()
    phone.wait_for_url("**/take-back/**")
    assert not (found := faults(phone)), "\n".join(found)
    phone.get_by_label("Why it is taken back").fill("Der Februar hat keinen dreißigsten Tag.")
    button = phone.get_by_role("button", name="Take it back everywhere")
    expect(button).to_be_in_viewport()
    button.tap()
    phone.wait_for_url("**/taken-back/*/")
    gone = phone.locator(".chip", has_text="verified gone")
    expect(gone).to_have_count(2, timeout=90_000)
    assert [status(one) for one in addresses] == [404, 404]
    assert not [one for one in square.statuses() if WORDS in one["content"]]
    expect(phone.locator("main")).to_contain_text("screenshots")
    assert not (found := faults(phone)), "\n".join(found)
    expect(phone.locator("main")).to_contain_text("Jonas Tegeler")
    expect(phone.locator("main")).to_contain_text("at night")
    plan(writer, night_from="22:00", night_to="06:00")
    phone.get_by_role("button", name="Write the correction").tap()
    phone.wait_for_url("**/compose/*/")
    expect(phone.get_by_label("Your thought")).to_be_editable()
