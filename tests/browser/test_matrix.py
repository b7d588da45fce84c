"""Who speaks how, by keyboard: the ring moves with keys, numbers follow, what is agreed is kept."""

from __future__ import annotations

from playwright.sync_api import expect


def _numbers(page):
    """The two fields: how professional, how public."""
    names = ("professional, wanted, %", "public, wanted, %")
    return [page.get_by_role("spinbutton", name=name, exact=True) for name in names]


def test_the_ring_is_moved_by_keys_and_what_is_agreed_stays(editor):
    editor.goto("/decide/matrix/")
    across, up = _numbers(editor)
    across.fill("50")
    up.fill("60")
    ring = editor.locator("svg.matrix [role=slider]")
    ring.focus()
    for key in ("ArrowRight", "ArrowRight", "Shift+ArrowRight", "ArrowDown", "PageUp", "PageUp"):
        editor.keyboard.press(key)
    expect(across).to_have_value("62")
    expect(up).to_have_value("79")
    expect(ring).to_have_attribute("aria-valuenow", "62")
    expect(ring).to_have_attribute("aria-valuetext", "professional, wanted 62 %, public, wanted 79 %")
    editor.keyboard.press("End")
    expect(across).to_have_value("100")
    for _turn in range(3):
        editor.keyboard.press("PageUp")
    expect(up).to_have_value("100")
    editor.get_by_role("button", name="Agree").press("Enter")
    expect(editor.get_by_text("100 % professional, 100 % public").first).to_be_visible()


def test_the_slider_beside_it_and_the_pointer_say_the_same(editor):
    editor.goto("/decide/matrix/?kind=a")
    across, _up = _numbers(editor)
    across.fill("40")
    slider = editor.get_by_role("slider", name="professional, wanted", exact=True)
    slider.focus()
    editor.keyboard.press("PageUp")
    expect(across).to_have_value("50")
    ring = editor.locator("svg.matrix .ring")
    box = ring.bounding_box()
    assert box
    editor.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    editor.mouse.down()
    editor.mouse.move(box["x"] + 60, box["y"] + 20)
    editor.mouse.up()
    assert int(across.input_value()) > 55
    expect(slider).to_have_value(across.input_value())


def test_without_script_the_numbers_are_enough(tab, demo):
    from tests.browser.pages import sign_in

    page = tab(demo, java_script_enabled=False)
    sign_in(page, demo)
    page.goto("/decide/matrix/")
    assert page.locator("input[type=range]").first.is_hidden()
    across, up = _numbers(page)
    across.fill("70")
    up.fill("85")
    page.get_by_role("button", name="Agree").click()
    assert page.get_by_text("70 % professional, 85 % public").first.is_visible()
