"""Where the bytes of media lie: files in the home, named by what they hold, never changed."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings

from leitstand.vocabulary.errors import Refused
from leitstand.vocabulary.words import _


def put(content: bytes) -> str:
    """Keep these bytes; their name. What is there already is not written again."""
    name = hashlib.sha256(content).hexdigest()
    place = _place(name)
    if place.exists():
        return name
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.NamedTemporaryFile(dir=place.parent, delete=False) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(place)
    return name


def get(name: str) -> bytes:
    """The bytes of this name; raises Refused when they are not there, or are not what they were."""
    try:
        content = _place(name).read_bytes()
    except OSError as error:
        raise Refused(
            _("The file of a picture is missing in the media folder. Nothing was sent; add it again.")
        ) from error
    if hashlib.sha256(content).hexdigest() != name:
        raise Refused(_("The file of a picture is damaged. Nothing was sent; add the picture again."))
    return content


def drop(name: str) -> None:
    """Forget these bytes."""
    _place(name).unlink(missing_ok=True)


def _place(name: str) -> Path:
    if not (len(name) == 64 and set(name) <= set("0123456789abcdef")):
        raise ValueError("this is no name of a medium")
    return Path(settings.CONFIG.home) / "media" / name[:2] / name
