"""What a thought says, apart from its rows: as forms give it, versions keep it, the ledger sends it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from leitstand.speak.library.renditions import rendition
from leitstand.vocabulary import sentences

if TYPE_CHECKING:
    from leitstand.speak.models import Thought, Use, Variant


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantSaid:
    """What one account says instead; an empty `content` says what the thought says."""

    content: str = ""
    name: str = ""
    summary: str = ""
    visibility: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """All that can be written about a thought. `variants` by the account's number; all of them are chosen.

    `aims`: the numbers of what it points to in the charter, ascending.
    """

    title: str = ""
    content: str = ""
    language: str = "de"
    voice: int | None = None
    audience: str = ""
    goal: str = ""
    due: datetime | None = None
    time_zone: str = "Europe/Berlin"
    embargo: datetime | None = None
    variants: Mapping[int, VariantSaid] = field(default_factory=dict)
    aims: tuple[int, ...] = ()


PLAIN = ("title", "content", "language", "audience", "goal", "due", "time_zone", "embargo")
"""What a thought keeps in columns of the same name."""


def of(thought: Thought) -> Said:
    """What stands in the rows now."""
    chosen = {one.account_id: variant_of(one) for one in thought.variants.all() if one.chosen}
    plain = {name: getattr(thought, name) for name in PLAIN}
    aims = tuple(sorted(one.pk for one in thought.aims.all()))
    return Said(**plain, voice=thought.voice_id, variants=chosen, aims=aims)


def variant_of(row: Variant) -> VariantSaid:
    """What stands in the row of a variant."""
    return VariantSaid(content=row.content, name=row.name, summary=row.summary, visibility=row.visibility)


def told(said: Said) -> dict[str, Any]:
    """As a version keeps it: JSON."""
    kept = asdict(said)
    for name in ("due", "embargo"):
        kept[name] = kept[name].isoformat() if kept[name] else None
    kept["variants"] = {str(account): one for account, one in kept["variants"].items()}
    return kept


def back(kept: Mapping[str, Any]) -> Said:
    """What `told` made."""
    plain = dict(kept)
    for name in ("due", "embargo"):
        plain[name] = datetime.fromisoformat(plain[name]) if plain.get(name) else None
    variants = {int(account): VariantSaid(**one) for account, one in plain.pop("variants", {}).items()}
    aims = tuple(sorted(plain.pop("aims", ())))
    return Said(**plain, variants=variants, aims=aims)


def words(said: Said, account: int) -> str:
    """What this account says: its own words, or the thought's."""
    own = said.variants.get(account, VariantSaid()).content
    return own.strip() or said.content.strip()


def parts(said: Said, account: int) -> list[str]:
    """The posts that this makes on the account, one behind the other."""
    return sentences.parts(words(said, account))


def note(said: Said, account: int, uses: list[Use]) -> dict[str, Any]:
    """What goes out beside the words: title, content warning, visibility, pictures."""
    variant = said.variants.get(account, VariantSaid())
    told = {"name": variant.name, "summary": variant.summary, "visibility": variant.visibility}
    made: dict[str, Any] = {name: value for name, value in told.items() if value}
    if said.embargo:
        made["embargo"] = said.embargo.isoformat()
    if uses:
        made["pictures"] = [_shown(use) for use in uses]
    return made


def _shown(use: Use) -> dict[str, Any]:
    """A picture as the ledger keeps it."""
    name, kind = rendition(use)
    return {"sha256": name, "media_type": kind, "alt": use.alt, "medium": use.medium_id}


def revision(content: str, language: str, note: Mapping[str, Any]) -> str:
    """The fingerprint of exactly what goes out: words, language, warning, title and pictures; not when."""
    exact = {name: value for name, value in note.items() if name != "embargo"}
    packed = json.dumps([content, language, exact], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(packed.encode()).hexdigest()
