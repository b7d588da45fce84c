"""A risky post waits with its reasons, and a second person releases it from the telephone."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.square import confirmed, faults, hand_in, plan, write

WORDS = "Morgen um neun sagen wir, wie viele Leihgeräte dazukommen."


def test_a_risky_post_waits_and_goes_out_after_the_second_persons_word_from_the_telephone(
    writer, phone, square
):
    plan(writer, limit="0.05")
    write(writer, WORDS, "mastodon")
    expect(writer.locator("#checked")).to_contain_text("Approval needed")
    expect(writer.locator(".reason-list li").first).to_be_visible()
    hand_in(writer)
    expect(writer.locator("#kept")).to_contain_text("Waits for a second person. Nothing has gone out.")
    thought = writer.url
    writer.get_by_role("link", name="Who is asked, and about what").click()
    expect(writer.locator("main")).to_contain_text("Nobody releases their own words")
    expect(writer.get_by_role("button", name="Release", exact=True)).to_have_count(0)
    assert not [one for one in square.statuses() if WORDS in one["content"]]
    plan(writer, limit="0.3")
    phone.goto("/speak/approvals/")
    phone.locator("a.item").first.tap()
    phone.wait_for_url("**/approvals/*/")
    expect(phone.locator("main")).to_contain_text(WORDS)
    assert not (found := faults(phone)), "\n".join(found)
    button = phone.get_by_role("button", name="Release", exact=True)
    expect(button).to_be_in_viewport()
    button.tap()
    expect(phone.locator("li", has_text=WORDS)).to_contain_text("released")
    writer.goto(thought)
    confirmed(writer)
    assert [one["content"] for one in square.statuses() if WORDS in one["content"]]
