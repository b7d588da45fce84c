"""How an experiment is told: in words, as a picture, as a plan by weekday, as JSON, and as a quotation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext

from leitstand.decide.trials import queries
from leitstand.vocabulary.trial import Compared, Reading, Unit, Verdict
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.decide.models import Experiment, ExperimentUnit

VERDICTS = {
    Verdict.NOT_YET: _("not known yet"),
    Verdict.NO_DIFFERENCE: _("no difference that matters"),
    Verdict.BETTER: _("brings more"),
    Verdict.WORSE: _("brings less"),
    Verdict.UNTOLD: _("we could not tell"),
}
STATES = {
    queries.DRAFT: _("draft"),
    queries.RUNNING: _("running"),
    queries.ENDED: _("ended"),
    queries.STOPPED: _("stopped early"),
}
PER = {Unit.POST.value: _("per post"), Unit.DAY.value: _("per day"), Unit.WEEK.value: _("per week")}


def figure(value: object) -> str:
    """A number as people read it, with two or three digits that mean something."""
    return figures(value)[0] if isinstance(value, float) else str(value)


def figures(*values: float) -> list[str]:
    """Numbers that stand together, with as many digits each as mean something beside the largest."""
    most = max(abs(one) for one in values)
    whole = all(one == round(one) for one in values)
    places = 0 if whole or most >= 100 else 1 if most >= 10 else 2
    return [number_format(one, places, use_l10n=True).replace("-", "−") for one in values]


def percent(share: float) -> str:
    """A probability as people read it; never 0 or 100 %, for nothing is certain."""
    if share < 0.01:
        return gettext("under 1 %%") % ()
    if share > 0.99:
        return gettext("over 99 %%") % ()
    return f"{100 * share:.0f} %"


def signed(*values: float) -> list[str]:
    """Differences that stand together, with their signs."""
    told = figures(*values)
    return [f"+{said}" if one > 0 else said for one, said in zip(values, told, strict=True)]


def said(sentence: str, facts: Mapping[str, object] | None = None) -> str:
    """A marked sentence in the language of the page, its numbers as people read them."""
    found = gettext(sentence) if sentence else ""
    return found % {name: figure(one) for name, one in facts.items()} if facts else found


def outcome(row: Experiment, one: Compared) -> str:
    """What may be said, with the names of the two ways."""
    better, worse = (
        _("“%(other)s” brings more than “%(usual)s”, and enough to matter."),
        _("“%(other)s” brings less than “%(usual)s”, and enough to matter."),
    )
    found = {Verdict.BETTER: better, Verdict.WORSE: worse}.get(one.verdict, one.why)
    return said(found, {"other": row.other, "usual": row.usual})


def difference(row: Experiment, one: Compared) -> str:
    """The best guess with its 80 % interval in one line, or "" where nothing is known."""
    if one.estimate is None:
        return ""
    mean, low, high = signed(one.estimate.mean, one.estimate.low, one.estimate.high)
    facts = {"mean": mean, "what": row.counted, "low": low, "high": high, "per": gettext(PER[row.unit])}
    return gettext("%(mean)s %(what)s %(per)s, 80 %% interval %(low)s to %(high)s") % facts


@dataclass(frozen=True, slots=True)
class Glyph:
    """Where things lie on the scale, in percent. `kind`: more or less, where all lies beyond the block."""

    block: str
    block_width: str
    low: str
    high: str
    value: str
    bounded: bool
    kind: str
    sentence: str


def glyph(one: Compared, least: float, counted: str) -> Glyph:
    """The picture of a difference: grey what does not matter, the bar what can be said at any time."""
    mean = one.estimate.mean if one.estimate else 0.0
    ends = [abs(end) for end in (one.low, one.high) if end is not None]
    reach = 1.1 * max([2 * least, abs(mean), *ends])

    def at(value: float) -> float:
        return 50 + 50 * max(-1.0, min(1.0, value / reach))

    low, high = at(-reach if one.low is None else one.low), at(reach if one.high is None else one.high)
    kind = ""
    if one.low is not None and one.low > least:
        kind = "more"
    elif one.high is not None and one.high < -least:
        kind = "less"
    return Glyph(
        block=f"{at(-least):.1f}%",
        block_width=f"{at(least) - at(-least):.1f}%",
        low=f"{low:.1f}%",
        high=f"{high:.1f}%",
        value=f"{at(mean):.1f}%",
        bounded=one.low is not None and one.high is not None,
        kind=kind,
        sentence=_spoken(one, least, counted),
    )


def _spoken(one: Compared, least: float, counted: str) -> str:
    if one.estimate is None or one.low is None or one.high is None:
        return gettext("The difference is not known yet.")
    mean, low, high = signed(one.estimate.mean, one.low, one.high)
    facts = {"mean": mean, "low": low, "high": high, "what": counted, "least": figure(float(least))}
    return (
        gettext(
            "Difference %(mean)s %(what)s, at any time between %(low)s and %(high)s; below %(least)s it does "
            "not matter."
        )
        % facts
    )


@dataclass(frozen=True, slots=True)
class Week:
    """A row of the plan: the Monday, and a unit or None for each weekday shown."""

    monday: date
    cells: Sequence[ExperimentUnit | None]


def by_weekday(some: Sequence[ExperimentUnit]) -> tuple[list[date], list[Week]]:
    """Days as a table: the weekdays (as dates of a week) and a row for each week."""
    days = {one.first: one for one in some if one.first}
    shown = sorted({day.weekday() for day in days})
    mondays = sorted({day - timedelta(days=day.weekday()) for day in days})
    weeks = [Week(one, [days.get(one + timedelta(days=n)) for n in shown]) for one in mondays]
    return [mondays[0] + timedelta(days=n) for n in shown] if mondays else [], weeks


def told(
    row: Experiment, some: Sequence[ExperimentUnit], reading: Reading | None, url: str
) -> dict[str, Any]:
    """An experiment for programs; see docs/reference/api.md."""
    return {
        **listed(row, url),
        "usual": row.usual,
        "other": row.other,
        "unit": row.unit,
        "counted": row.counted,
        "least": row.least,
        "sure": row.sure,
        "cap": row.cap,
        "seed": row.seed,
        "foreseen": row.foreseen,
        "reason": row.reason,
        "reading": asdict(reading) if reading else None,
        "units": [
            {
                "index": one.index,
                "block": one.block,
                "arm": one.arm,
                "first": one.first.isoformat() if one.first else None,
                "last": one.last.isoformat() if one.last else None,
                "value": one.value,
                "done": one.done,
            }
            for one in some
        ],
    }


def listed(row: Experiment, url: str) -> dict[str, Any]:
    """A line of the list for programs."""
    verdict = (row.result or {}).get("verdict")
    return {
        "id": row.pk,
        "url": url,
        "question": row.question,
        "varies": row.varies,
        "network": row.network or None,
        "state": row.state,
        "owner": str(row.owner) if row.owner else None,
        "started": row.started.isoformat() if row.started else None,
        "ended": row.ended.isoformat() if row.ended else None,
        "verdict": verdict,
        "sha256": row.sha256 or None,
    }


def quotation(row: Experiment, some: Sequence[ExperimentUnit], url: str) -> str:
    """How others may quote it: who, what, when, how many, what came of it, where to check."""
    known = sum(1 for one in some if one.value is not None)
    facts = {
        "who": row.organization.name,
        "question": row.question,
        "number": row.pk,
        "from": date_format(row.started, "SHORT_DATE_FORMAT") if row.started else "",
        "to": date_format(row.ended, "SHORT_DATE_FORMAT") if row.ended else "",
        "units": known,
        "verdict": gettext(VERDICTS[Verdict((row.result or {}).get("verdict", "untold"))]),
        "sum": row.sha256[:12],
        "url": url,
    }
    return (
        gettext(
            "%(who)s: %(question)s Experiment %(number)s, %(from)s to %(to)s, n = %(units)s, drawn by lot. "
            "Result: %(verdict)s. Checksum %(sum)s. %(url)s"
        )
        % facts
    )
