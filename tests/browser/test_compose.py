"""A thought is written once and goes out on two networks with a picture, by keys; bad times are refused."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.square import confirmed, faults, hand_in, walk, write

SENTENCE = "Am Abend der offenen Labore zeigen wir, wie ein Salz den Sommer bis in den Januar behält. "
LONG = "Elf Labore öffnen am 27. November. " + SENTENCE * 6
PRIZE = "Das Labor Hartung bekommt den Riedpreis für stille Technik."
ALT = "Zeichnung: ein dunkles Haus, in dem elf Fenster leuchten."


def _picture(page: Page, place: Path) -> None:
    """Through the library's form; the alternative text is left for later."""
    Image.new("RGB", (640, 400), (44, 62, 80)).save(place)
    walk(page, "a:has-text('Picture')")
    page.keyboard.press("Enter")
    page.get_by_label("Picture or film").set_input_files(place)
    page.get_by_label("Title", exact=True).fill("Elf Labore, elf Fenster")
    page.get_by_label("Who made it").fill("Pressestelle")
    page.get_by_label("Licence").select_option("own")
    page.get_by_role("button", name="Add and use it").click()
    page.wait_for_url("**/compose/*/")


def test_a_thought_too_long_goes_out_in_parts_with_its_picture_and_every_network_confirms(
    writer, square, tmp_path
):
    write(writer, LONG, "mastodon", "wordpress")
    expect(writer.locator("#kept")).to_contain_text("Draft, saved")
    over = writer.locator("section.variant.over")
    expect(over).to_contain_text("too long by")
    assert not (found := faults(writer)), "\n".join(found)
    _picture(writer, tmp_path / "labore.jpg")
    expect(writer.locator("#checked")).to_contain_text("has no alternative text")
    walk(writer, "textarea[name$='-alt']")
    writer.keyboard.insert_text(ALT)
    expect(writer.locator("#checked")).not_to_contain_text("has no alternative text")
    walk(writer, "button:has-text('In 2 parts')")
    writer.keyboard.press("Enter")
    expect(writer.locator("#checked")).to_contain_text("Part 2 of 2")
    expect(over).to_have_count(0)
    hand_in(writer)
    confirmed(writer)
    first, second = [one for one in square.statuses() if "Salz" in one["content"]]
    assert second["in_reply_to_id"] == first["id"]
    assert [one["description"] for one in first["media_attachments"]] == [ALT]
    assert not second["media_attachments"]
    (article,) = [one for one in square.articles() if "Elf Labore" in one["content"]["rendered"]]
    assert ALT in article["content"]["rendered"]


def _at(page: Page, day: str, clock: str) -> None:
    page.locator("summary", has_text="When, and in which language").click()
    page.get_by_label("Day", exact=True).fill(day)
    page.get_by_label("Time", exact=True).fill(clock)
    page.get_by_label("Time zone").select_option("Europe/Berlin")


def test_an_hour_that_the_clocks_skip_and_a_time_before_the_embargo_are_refused_on_a_telephone(phone):
    write(phone, PRIZE, "mastodon")
    expect(phone.locator("#kept")).to_contain_text("Draft, saved")
    skipped = _last_sunday_of_march(datetime.now(UTC).year + 1)
    _at(phone, skipped, "02:30")
    phone.get_by_role("button", name="Save").click()
    expect(phone.locator(".problem, [role=alert]").first).to_contain_text(re.compile("clocks|skip|not exist"))
    expect(phone.get_by_label("Your thought")).to_have_value(PRIZE)
    assert not (found := faults(phone)), "\n".join(found)
    soon = datetime.now(UTC) + timedelta(days=3)
    phone.get_by_label("Day", exact=True).fill(f"{soon:%Y-%m-%d}")
    phone.get_by_label("Time", exact=True).fill("09:00")
    phone.get_by_label("Nothing before", exact=True).fill(f"{soon + timedelta(days=1):%Y-%m-%d}")
    phone.get_by_label("Nothing before, time").fill("14:00")
    phone.get_by_role("button", name=re.compile("^(Schedule|Publish|Hand in for approval)$")).click()
    expect(phone.locator("main")).to_contain_text("lies before the embargo")
    expect(phone.locator("#kept")).to_contain_text("Draft")


def _last_sunday_of_march(year: int) -> str:
    last = datetime(year, 3, 31, tzinfo=UTC)
    return f"{last - timedelta(days=(last.weekday() + 1) % 7):%Y-%m-%d}"
