"""Takes in the bytes of a picture or film: only what it shows is kept, nothing that rides along.

Pictures are decoded and written anew, so that places, names and dates of cameras, and whatever hides behind
the picture in the same file, are gone. Films are kept as they are: nothing here decodes them.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.words import _

MOST_BYTES = 30_000_000
MOST_FILM_BYTES = 500_000_000
MOST_PIXELS = 50_000_000
LONGEST = 4096
"""Pixels of the longer side that is kept: more than any network shows."""

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
QUALITY = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What is kept of an upload. Sizes in pixels; 0 for films, which are not opened."""

    content: bytes
    media_type: str
    width: int
    height: int


def take(content: bytes) -> Taken:
    """The picture or film in these bytes. Raises Invalid for what is too large, broken, or neither."""
    if content[4:8] == b"ftyp":
        return _film(content)
    if len(content) > MOST_BYTES:
        raise Invalid(
            _("This picture has %(size)s MB; %(most)s are taken at most. Nothing was kept; save it smaller."),
            size=round(len(content) / 1e6),
            most=MOST_BYTES // 1_000_000,
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=FORMATS)
            _measured(picture, 1)
            return _written_anew(picture)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Invalid(
            _(
                "This is no picture that we can read (JPEG, PNG, WebP, GIF or MP4), or it is broken. "
                "Nothing was kept."
            )
        ) from error


def _film(content: bytes) -> Taken:
    if len(content) > MOST_FILM_BYTES:
        raise Invalid(
            _("This film has %(size)s MB; %(most)s are taken at most. Nothing was kept."),
            size=round(len(content) / 1e6),
            most=MOST_FILM_BYTES // 1_000_000,
        )
    return Taken(content=content, media_type="video/mp4", width=0, height=0)


def _measured(picture: Image.Image, frames: int) -> None:
    """Say no before a single pixel is unpacked; an animation counts with all its frames."""
    width, height = picture.size
    if width * height * frames > MOST_PIXELS:
        raise Invalid(
            _(
                "This picture has %(pixels)s megapixels; %(most)s are taken at most. "
                "Nothing was kept; save it smaller."
            ),
            pixels=round(width * height * frames / 1e6),
            most=MOST_PIXELS // 1_000_000,
        )


def _written_anew(picture: Image.Image) -> Taken:
    if picture.format == "GIF" and getattr(picture, "n_frames", 1) > 1:
        return _moving(picture)
    turned = ImageOps.exif_transpose(picture)
    turned.thumbnail((LONGEST, LONGEST))
    clear = "A" in turned.getbands() or "transparency" in turned.info
    shown = turned.convert("RGBA" if clear else "RGB")
    kind = "PNG" if clear or picture.format in ("PNG", "GIF") else "JPEG"
    return _kept(shown, kind)


def _moving(picture: Image.Image) -> Taken:
    """All frames of an animation, without its comments."""
    frames, times = [], []
    many = getattr(picture, "n_frames", 1)
    _measured(picture, many)
    for number in range(many):
        picture.seek(number)
        frames.append(picture.convert("RGBA"))
        times.append(picture.info.get("duration", 100))
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=times, loop=0, disposal=2)
    return Taken(content=out.getvalue(), media_type="image/gif", width=picture.width, height=picture.height)


def _kept(shown: Image.Image, kind: str) -> Taken:
    out = io.BytesIO()
    clean = Image.new(shown.mode, shown.size)
    clean.paste(shown)
    if kind == "JPEG":
        clean.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    else:
        clean.save(out, "PNG", optimize=True)
    return Taken(
        content=out.getvalue(), media_type=f"image/{kind.lower()}", width=clean.width, height=clean.height
    )


def cropped(content: bytes, media_type: str, crop: tuple[float, float, float, float]) -> bytes:
    """The part between left, top, right and bottom (shares of 1) of a picture that was taken in. Pure."""
    picture = Image.open(io.BytesIO(content), formats=FORMATS)
    left, top, right, bottom = crop
    width, height = picture.size
    box = (round(left * width), round(top * height), round(right * width), round(bottom * height))
    return _kept(picture.crop(box), media_type.removeprefix("image/").upper()).content


def shape(width: int, height: int, ratio: float, place: float) -> tuple[float, float, float, float]:
    """The largest crop of this ratio (width by height); `place` 0 keeps the beginning, 1 the end. Pure."""
    if not width or not height:
        return (0.0, 0.0, 1.0, 1.0)
    now = width / height
    if now > ratio:
        kept = ratio / now
        return ((1 - kept) * place, 0.0, (1 - kept) * place + kept, 1.0)
    kept = now / ratio
    return (0.0, (1 - kept) * place, 1.0, (1 - kept) * place + kept)


def thumbnail(content: bytes, side: int = 320) -> bytes:
    """A small JPEG of a picture."""
    picture = Image.open(io.BytesIO(content), formats=FORMATS).convert("RGB")
    picture.thumbnail((side, side))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()
