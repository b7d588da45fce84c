"""What a draft of the charter holds: plain data, and what must be true before it is decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.words import _

Row = dict[str, Any]
Content = dict[str, Any]
"""{"sentences": [{id, kind, words, decided_by}], "goals": [{id, words, sign_of_success, sign_of_failure, due,
owner}], "audiences": [{id, kind, words}], "questions": {aims, circle, means}}; `id` None: not there yet."""

PARTS = ("sentences", "goals", "audiences")
QUESTIONS = ("aims", "circle", "means")
STEPS = (*PARTS, "questions", "decide")

MISSING = {
    "sign_of_success": _(
        "The goal “%(words)s” needs a sign by which you see that it is reached. "
        "Nothing was lost: your words still stand here."
    ),
    "sign_of_failure": _(
        "The goal “%(words)s” needs a sign by which you see that it fails. "
        "Nothing was lost: your words still stand here."
    ),
    "due": _("The goal “%(words)s” needs a day. Nothing was lost: your words still stand here."),
    "owner": _(
        "The goal “%(words)s” needs somebody who owns it. Nothing was lost: your words still stand here."
    ),
}


def empty() -> Content:
    """A charter in which nothing stands."""
    return {**{part: [] for part in PARTS}, "questions": dict.fromkeys(QUESTIONS, "")}


def with_part(content: Content, part: str, said: Any) -> Content:
    """The same with one part as it was written now."""
    return {**content, part: said}


def lacking(goal: Mapping[str, Any]) -> str:
    """The first field that a goal must have and has not; "" where it is whole."""
    return next((name for name in MISSING if not str(goal.get(name) or "").strip()), "")


def check(content: Content) -> None:
    """Raises Invalid where this cannot be decided: no sentence, a goal without sign, the same words twice."""
    if not content["sentences"]:
        raise Invalid(
            _("A charter needs at least one sentence. Nothing was decided; write your mission first.")
        )
    for goal in content["goals"]:
        if name := lacking(goal):
            raise Invalid(MISSING[name], words=goal["words"])
    for part in PARTS:
        if twice := repeated(one["words"] for one in content[part]):
            raise Invalid(
                _("“%(words)s” stands there twice. Nothing was lost; strike one or word it otherwise."),
                words=twice,
            )


def repeated(words: Iterable[str]) -> str:
    """The first words that come twice, however they are written; "" where none do."""
    seen: set[str] = set()
    for one in words:
        key = " ".join(one.casefold().split())
        if key in seen:
            return one
        seen.add(key)
    return ""


def changes(before: Content, after: Content) -> Sequence[tuple[str, str, str]]:
    """What a version changed: ("new" | "changed" | "struck", part, words), in the order of the parts."""
    told: list[tuple[str, str, str]] = []
    for part in PARTS:
        old = {one["id"]: one for one in before.get(part, []) if one.get("id")}
        kept = {one.get("id") for one in after[part]}
        for one in after[part]:
            was = old.get(one.get("id"))
            if was is None:
                told.append(("new", part, one["words"]))
            elif {**was} != {**one}:
                told.append(("changed", part, one["words"]))
        told += [("struck", part, one["words"]) for pk, one in old.items() if pk not in kept]
    if before.get("questions", {}) != after["questions"]:
        told.append(("changed", "questions", ""))
    return told
