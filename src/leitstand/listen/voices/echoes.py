"""Which mention repeats which post, collected while they are looked through, and written where it changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from leitstand.analyses.origin import Correction
from leitstand.listen.models import Echo

PIECE = 500
"""So many rows are written at a time, so that nobody who writes waits long."""
Said = tuple[str, str, float | None]
"""Id of the post that was first, its author, seconds before."""


@dataclass(slots=True)
class Echoes:
    """What repeats what, by the ids of posts."""

    keys: dict[str, int] = field(default_factory=dict)  # of the mentions
    found: dict[str, Said] = field(default_factory=dict)
    moments: dict[str, datetime] = field(default_factory=dict)

    def see(
        self, keys: Mapping[str, int], rows: Iterable[Mapping[str, Any]], corrections: Iterable[Correction]
    ) -> None:
        """Some more posts, and what was set right of earlier ones."""
        self.keys |= keys
        for row in rows:
            self.moments[row["id"]] = row["published"]
            if row["echo_of"]:
                self.found[row["id"]] = (row["echo_of"], row["origin_author"] or "", row["lead_seconds"])
        for one in corrections:
            self.found[one.id] = (one.first, one.first_author, one.lead)

    def told(self) -> dict[int, Said]:
        """By mention; whatever was found to repeat something itself is passed over for its own first."""
        return {self.keys[id]: self._first(id) for id in self.found if id in self.keys}

    def _first(self, id: str) -> Said:
        said, seen = self.found[id], {id}
        while said[0] in self.found and said[0] not in seen:
            seen.add(said[0])
            above = self.found[said[0]]
            said = (above[0], above[1], self._between(above[0], id))
        return said

    def _between(self, first: str, later: str) -> float | None:
        if first not in self.moments or later not in self.moments:
            return None
        return max((self.moments[later] - self.moments[first]).total_seconds(), 0.0)


def write(organization_id: int, told: Mapping[int, Said]) -> int:
    """Keep exactly this; says how many rows changed."""
    rows = Echo.objects.filter(mention__organization=organization_id)
    kept = {pk: (first, author, lead) for pk, first, author, lead in rows.values_list(*_FIELDS).iterator()}
    gone = [pk for pk in kept if pk not in told]
    new = [pk for pk, said in told.items() if kept.get(pk) != said]
    for start in range(0, len(gone), PIECE):
        Echo.objects.filter(pk__in=gone[start : start + PIECE]).delete()
    for start in range(0, len(new), PIECE):
        some = [Echo(**dict(zip(_FIELDS, (pk, *told[pk]), strict=True))) for pk in new[start : start + PIECE]]
        Echo.objects.bulk_create(
            some, update_conflicts=True, unique_fields=["mention"], update_fields=_FIELDS[1:]
        )
    return len(gone) + len(new)


_FIELDS = ("mention_id", "first", "first_author", "lead_seconds")
