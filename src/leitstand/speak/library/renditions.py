"""What of a medium goes out: all of it, or the part that was chosen; and the line that names its author."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from leitstand.speak.library import intake, licences, store

if TYPE_CHECKING:
    from leitstand.speak.models import Use


def rendition(use: Use) -> tuple[str, str]:
    """The name and type of what goes out: the medium, or the part of it that was chosen."""
    medium = use.medium
    if not use.crop or not medium.media_type.startswith("image/"):
        return medium.sha256, medium.media_type
    left, top, right, bottom = use.crop
    part = intake.cropped(store.get(medium.sha256), medium.media_type, (left, top, right, bottom))
    return store.put(part), medium.media_type


def credits_of(uses: Iterable[Use], language: str) -> str:
    """The short credit lines of these pictures, one behind the other; "" where none is asked for."""
    lines = [licences.credit(use.medium, language).short for use in uses]
    return "; ".join(dict.fromkeys(line for line in lines if line))
