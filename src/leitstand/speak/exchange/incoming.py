"""What a file of another program says: posts, what of them is lost, and lines nobody can read."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from leitstand.vocabulary import moments
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.watch import markup
from leitstand.vocabulary.words import _

CUT = "\n\n---\n\n"
"""Between the parts of a thread."""

NETWORKS = {
    "twitter": "x",
    "facebook_page": "facebook",
    "facebook-page": "facebook",
    "linkedin-page": "linkedin",
    "linkedin_page": "linkedin",
    "mastodon-custom": "mastodon",
    "instagram-standalone": "instagram",
}
"""What other programs call the networks that are called otherwise here."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence for people, marked for translation, with its facts."""

    sentence: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    def as_problem(self) -> dict[str, Any]:
        """As pages show it."""
        return {"sentence": self.sentence, "facts": dict(self.facts)}


@dataclass(frozen=True, slots=True)
class Trouble:
    """A line that cannot be brought in, and why."""

    line: int
    remark: Remark


@dataclass(frozen=True, slots=True)
class Wanted:
    """An account as the file names it, with its own words there if it has some."""

    network: str = ""
    handle: str = ""
    name: str = ""
    content: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """One post of the file. `key` is what makes it the same post the next time."""

    line: int
    key: str
    content: str
    due: datetime | None = None
    wanted: Sequence[Wanted] = ()
    lost: Sequence[Remark] = ()
    ours: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """A whole file: of which program, its posts, and the lines that could not be read."""

    shape: str
    posts: Sequence[Incoming]
    troubles: Sequence[Trouble]


class Unreadable(Exception):
    """One entry cannot be brought in; `remark` says why. Never leaves this package."""

    def __init__(self, sentence: str, **facts: Any) -> None:
        super().__init__(sentence)
        self.remark = Remark(sentence, facts)


def words(value: object) -> str:
    """What is said, without its HTML but with its paragraphs; "" for what is no text."""
    if not isinstance(value, str):
        return ""
    text = _storable(value.replace("\r\n", "\n"))
    if markup.is_html(text):
        text = markup.plain(_ENDS.sub("\n\n", _BREAK.sub("\n", text)))[0]
        text = _MANY.sub("\n\n", _EDGES.sub("\n", text.replace("\xa0", " ")))
    return text.strip()


_BREAK, _ENDS = re.compile(r"<br\s*/?>", re.I), re.compile(r"</(?:p|div|li|h\d|blockquote)>", re.I)
_EDGES, _MANY = re.compile(r"[ \t]*\n[ \t]*"), re.compile(r"\n{3,}")


def _storable(text: str) -> str:
    """Half a character, which no database takes, is replaced."""
    return text.encode("utf-8", "replace").decode()


def string(value: object) -> str:
    """A short text or number as text; "" for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return _storable(str(value)).strip()


def items(value: object) -> list[dict[str, Any]]:
    """The objects in a list; nothing of what is none."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def network(value: object) -> str:
    """A network by our name for it."""
    name = string(value).lower()
    return NETWORKS.get(name, name)


def key(shape: str, id: object, *otherwise: object) -> str:
    """The name of a post: its id there, else a fingerprint of what it says, where and when."""
    said = string(id)
    if said and len(said) <= 200:
        return f"{shape}:{said}"
    packed = json.dumps([said, *map(str, otherwise)], ensure_ascii=False)
    return f"{shape}:{hashlib.sha256(packed.encode()).hexdigest()}"


def moment(value: object, zone: str) -> datetime | None:
    """A moment in UTC from ISO 8601 or seconds since 1970; without an offset on the clocks of `zone`.

    Raises Unreadable for what is none, and for an hour that clocks there skip.
    """
    if value in (None, "", 0, "0"):
        return None
    try:
        if isinstance(value, int | float) or string(value).isdecimal():
            return datetime.fromtimestamp(float(value), UTC)  # type: ignore[arg-type]  # a number, see above
        at = datetime.fromisoformat(string(value).replace(" UTC", "+00:00"))
        return _placed(at, zone)
    except (ValueError, OverflowError, OSError) as error:
        raise Unreadable(
            _('"%(value)s" is no time we can read. Write it as 2026-11-30 09:00.'), value=str(value)[:60]
        ) from error
    except Invalid as error:
        raise Unreadable(error.sentence, **error.facts) from error


def _placed(at: datetime, zone: str) -> datetime:
    if at.tzinfo is not None:
        return at.astimezone(UTC)
    clock = time(at.hour, at.minute, at.second)
    found = moments.moment_of(at.date(), clock, zone)
    return found.astimezone(ZoneInfo("UTC")).astimezone(UTC)


def pictures(count: int) -> list[Remark]:
    """What to say of pictures that stay behind."""
    if not count:
        return []
    return [
        Remark(
            _("Pictures are not brought in (%(count)s); add them from the media library."), {"count": count}
        )
    ]


def tags(count: int) -> list[Remark]:
    """What to say of tags that stay behind."""
    return [Remark(_("Tags are not kept (%(count)s)."), {"count": count})] if count else []
