"""Where things of the matrix are drawn: points in percent, crosses of intervals, labels apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from leitstand.speak.placing.shares import Measured, Point
from leitstand.vocabulary.estimate import Estimate

WIDTH, HEIGHT = 294, 304
"""The size for which labels are laid out, that of a phone; a wider drawing leaves them more room."""

LETTER, LINE, GAP = 6.6, 16, 9

PAD = 10
"""Per cent of the drawing left free on each side, so that a share of 0 or 100 is not cut; see matrix.js."""

WORDS = ((117, 0, 177, 20), (91, 284, 203, 304), (0, 132, 70, 150), (212, 132, 294, 150))
"""Where the names of the axes stand, in pixels."""


def across(share: float) -> float:
    """Where a share of 0 to 100 lies from the left, in percent of the drawing."""
    return round(PAD + share * (100 - 2 * PAD) / 100, 1)


def down(share: float) -> float:
    """Where a share of 0 to 100 lies from the top."""
    return round(100 - across(share), 1)


@dataclass(frozen=True, slots=True)
class Label:
    """A name beside its cross: a place in percent, shifted in pixels, anchored at start, middle or end."""

    x: float
    y: float
    dx: int
    dy: int
    anchor: str


@dataclass(frozen=True, slots=True)
class Mark:
    """One voice or account in the picture; every place in percent of the drawing from its upper left."""

    id: str
    name: str
    value: Point | None
    left: float
    right: float
    top: float
    bottom: float
    wanted: Point | None
    label: Label | None = None
    chosen: bool = False
    level: float | None = None  # how public, where nobody said how professional

    @property
    def at(self) -> Point | None:
        """Where the name stands: beside what was measured, else beside what is wanted."""
        return self.value or self.wanted


def marks(rows: Sequence[tuple[str, str, Measured | None, Point | None]], chosen: str = "") -> list[Mark]:
    """All of them, the chosen one last (on top); rows are (id, name, measured, wanted in percent)."""
    made = [_mark(*row, chosen=row[0] == chosen) for row in rows]
    made = [one for one in made if one.at is not None]
    taken: list[Box] = [*WORDS, *(box for one in made for box in _cross(one))]
    placed = []
    for one in sorted(made, key=lambda one: not one.chosen):
        label, box = _label(one, taken)
        taken += [box] if box else []
        placed.append(_with(one, label))
    return sorted(placed, key=lambda one: one.chosen)


def _mark(id: str, name: str, known: Measured | None, wanted: Point | None, *, chosen: bool) -> Mark:
    work = known.professional if known else None
    up = known.public if known else None
    value = Point(across(100 * work.mean), down(100 * up.mean)) if work and up else None
    left, right = _ends(work)
    bottom, top = _ends(up)
    ring = Point(across(wanted.professional), down(wanted.public)) if wanted else None
    level = down(100 * up.mean) if up and not work else None
    return Mark(
        id=id,
        name=name,
        value=value,
        left=across(left),
        right=across(right),
        top=down(top),
        bottom=down(bottom),
        wanted=ring,
        chosen=chosen,
        level=level,
    )


def _ends(one: Estimate | None) -> tuple[float, float]:
    return (100 * one.low, 100 * one.high) if one else (0.0, 0.0)


def _with(one: Mark, label: Label | None) -> Mark:
    return replace(one, label=label)


Box = tuple[float, float, float, float]


def _cross(one: Mark) -> list[Box]:
    """What its dot, its ring and the arms of its cross cover."""
    boxes = [_around(at, 7) for at in (one.value, one.wanted) if at is not None]
    if one.value is not None:
        x, y = _pixels(one.value)
        boxes.append((one.left * WIDTH / 100, y - 2, one.right * WIDTH / 100, y + 2))
        boxes.append((x - 2, one.top * HEIGHT / 100, x + 2, one.bottom * HEIGHT / 100))
    return boxes


def _pixels(at: Point) -> tuple[float, float]:
    return at.professional * WIDTH / 100, at.public * HEIGHT / 100


def _around(at: Point, by: float) -> Box:
    x, y = _pixels(at)
    return x - by, y - by, x + by, y + by


def _places(one: Mark) -> Iterator[Label]:
    """Where its name might stand, the best first: beyond the arms, then along them."""
    at = one.at or Point(0, 0)
    x, y = at.professional, at.public
    if one.value is None:
        left = right = x
        top = bottom = y
    else:
        left, right, top, bottom = one.left, one.right, one.top, one.bottom
    yield Label(left, y, -GAP, 4, "end")
    yield Label(right, y, GAP, 4, "start")
    yield Label(x, bottom, 0, 18, "middle")
    yield Label(x, top, 0, -8, "middle")
    for dy in (22, -12):
        yield Label(x, y, -GAP, dy, "end")
        yield Label(x, y, GAP, dy, "start")
    for below in (36, 52):
        yield Label(x, bottom, 0, below, "middle")
        yield Label(x, bottom, GAP, below, "end")


def _label(one: Mark, taken: Sequence[Box]) -> tuple[Label | None, Box | None]:
    """The first free place beside the cross; None where there is none: the table names it."""
    wide = LETTER * len(one.name)
    for label in _places(one):
        x, y = label.x * WIDTH / 100 + label.dx, label.y * HEIGHT / 100 + label.dy
        start = x - {"start": 0, "middle": wide / 2, "end": wide}[label.anchor]
        box = (start, y - LINE + 4, start + wide, y + 4)
        inside = box[0] >= 2 and box[2] <= WIDTH - 2 and box[1] >= 0 and box[3] <= HEIGHT
        if inside and not any(_overlap(box, other) for other in taken):
            return label, box
    return None, None


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
