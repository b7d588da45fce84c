"""The policy's files in the home: read when they change, written whole; a broken file changes nothing."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from leitstand import registry
from leitstand.speak.models import PolicyVersion
from leitstand.vocabulary import policy
from leitstand.vocabulary.policy import Policy, Problem
from leitstand.vocabulary.words import _

FIRST = "policy.toml"

Stamp = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Held:
    """What is in force: None while there is no file; `problems`: why the files are not what is in force."""

    policy: Policy | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


_known: dict[tuple[Path, int], tuple[Stamp, Held]] = {}


def folder(organization_id: int) -> Path:
    """Where an organisation's policy lies."""
    return Path(settings.CONFIG.home) / "policy" / str(organization_id)


def held(organization_id: int) -> Held:
    """The policy of an organisation; read anew only when a file has changed.

    Where the files cannot be read the last good policy holds: the one known to this process, else the last
    saved version.
    """
    place = folder(organization_id)
    paths = sorted(place.glob("*.toml"))
    stamp = tuple((one.name, at.st_mtime_ns, at.st_size) for one in paths if (at := _stat(one)))
    key = (place, organization_id)
    before = _known.get(key)
    if before and before[0] == stamp:
        return before[1]
    now = _read(paths, organization_id, before[1].policy if before else None) if stamp else Held()
    _known[key] = (stamp, now)
    return now


def write(organization_id: int, texts: Mapping[str, str]) -> None:
    """Put these files in place of those with the same names, each at once or not at all."""
    place = folder(organization_id)
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name, text in texts.items():
        with tempfile.NamedTemporaryFile("w", dir=place, delete=False, encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(file.name).replace(place / name)


def drop(organization_id: int, names: Iterable[str]) -> None:
    """Take these files away."""
    for name in names:
        (folder(organization_id) / name).unlink(missing_ok=True)


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:
        return None  # gone since it was listed


def _read(paths: list[Path], organization_id: int, last: Policy | None) -> Held:
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    for path in paths:
        try:
            texts[path.name] = path.read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = path.read_bytes()[: error.start].count(b"\n") + 1
            problems.append(Problem(path.name, line, 1, "", _("This is no UTF-8.")))
        except OSError as error:
            why = _("This file cannot be read: %(why)s.")
            problems.append(Problem(path.name, 1, 1, "", why, {"why": error.strerror}))
    if not problems:
        try:
            return Held(policy.read(texts, registry.rules()), texts)
        except policy.Unreadable as error:
            problems = list(error.problems)
    return Held(last or _last_saved(organization_id), texts, tuple(problems))


def _last_saved(organization_id: int) -> Policy | None:
    """The latest saved version that can be read."""
    for version in PolicyVersion.objects.filter(organization_id=organization_id).order_by("-at", "-pk")[:20]:
        try:
            return policy.read(version.texts, registry.rules())
        except policy.Unreadable:
            continue  # saved by another version of the program
    return None
