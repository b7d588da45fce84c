"""Pictures for the demo's media library, drawn by the program itself: shapes of one colour, nothing else."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

SIZE = (640, 400)
DUSK, EARTH, LIGHT, SIGN = (44, 62, 80), (94, 84, 68), (240, 178, 64), (222, 226, 230)


def drawing(key: str) -> bytes:
    """The JPEG of one of them: "speicher", "labore" or "radweg"."""
    picture = Image.new("RGB", SIZE, (188, 208, 222) if key != "labore" else DUSK)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 320, 640, 400), fill=EARTH)
    {"speicher": _store, "labore": _house, "radweg": _sign}[key](draw)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()


def _store(draw: ImageDraw.ImageDraw) -> None:
    draw.ellipse((500, 60, 600, 160), fill=LIGHT)
    for left in (60, 440):
        draw.rectangle((left, 200, left + 140, 320), fill=DUSK)
        draw.polygon([(left - 12, 200), (left + 70, 140), (left + 152, 200)], fill=EARTH)
    draw.rounded_rectangle((260, 170, 380, 320), 40, fill=(206, 110, 52))


def _house(draw: ImageDraw.ImageDraw) -> None:
    draw.rectangle((90, 80, 550, 320), fill=(30, 42, 56))
    for number in range(12):
        left, top = 120 + 72 * (number % 6), 120 + 96 * (number // 6)
        draw.rectangle((left, top, left + 44, top + 60), fill=LIGHT if number < 11 else DUSK)


def _sign(draw: ImageDraw.ImageDraw) -> None:
    draw.rectangle((312, 150, 328, 330), fill=DUSK)
    draw.rounded_rectangle((220, 60, 420, 170), 12, fill=SIGN, outline=DUSK, width=6)
    for left in (250, 340):
        draw.ellipse((left, 90, left + 50, 140), outline=DUSK, width=6)
    draw.line([(275, 115), (320, 92), (365, 115)], fill=DUSK, width=6)
