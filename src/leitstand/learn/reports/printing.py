"""Hands a report to the press and keeps what comes back: pictures, a PDF, a spreadsheet."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import logging
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.core.cache import cache
from django.utils.translation import gettext

from leitstand.learn.reports.shapes import Report, Section, Table, as_json
from leitstand.vocabulary.errors import Refused
from leitstand.vocabulary.words import _

PRESS = {"charts": "vl_convert", "pages": "typst", "sheets": "xlsxwriter"}
"""Each part of the press and the library it needs, of the extra `reports`."""

KEPT_SECONDS = 30 * 24 * 3600
SECONDS = 60
_log = logging.getLogger(__name__)

_UNDRAWN = _("This installation cannot draw or print: it lacks the extra “reports”. Pages and JSON work.")
_FAILED = _("The report could not be printed. Nothing is lost: the page and its JSON show the same figures.")


def drawn(report: Report) -> Report:
    """The report with its pictures drawn; without them where nothing can draw: each has a table."""
    wanted = [one for one in report.pictures if not one.svg]
    svgs = pictures([one.spec for one in wanted])
    by = {one.name: svg for one, svg in zip(wanted, svgs, strict=True)}
    return replace(report, sections=tuple(_with(one, by) for one in report.sections))


def pictures(specs: Sequence[Mapping[str, Any]]) -> list[str]:
    """SVG of each specification, kept by what it says; "" where it cannot be drawn."""
    keys = [_key("svg", json.dumps(spec, sort_keys=True)) for spec in specs]
    found: dict[str, str] = cache.get_many(keys)
    lacking = [(key, spec) for key, spec in zip(keys, specs, strict=True) if key not in found]
    if lacking:
        try:
            made = json.loads(_press("charts", json.dumps([spec for _key, spec in lacking])))
        except Refused as error:
            _log.warning("%s", error)
            made = [""] * len(lacking)
        new = {key: svg for (key, _spec), svg in zip(lacking, made, strict=True) if svg}
        cache.set_many(new, KEPT_SECONDS)
        found |= new
    return [found.get(key, "") for key in keys]


def pdf(report: Report) -> bytes:
    """The report as PDF/UA-1. Raises Refused where nothing can print."""
    return _kept("pages", _for_press(drawn(report)))


def sheet(report: Report) -> bytes:
    """The report as a spreadsheet. Raises Refused where nothing can pack it."""
    said = as_json(report) | {"labels": _labels(report)}
    return _kept("sheets", json.dumps(said, ensure_ascii=False))


def _kept(part: str, said: str) -> bytes:
    key = _key(part, said)
    made: bytes | None = cache.get(key)
    if made is None:
        made = _press(part, said)
        cache.set(key, made, KEPT_SECONDS)
    return made


def _press(part: str, said: str) -> bytes:
    """What this part of the press makes of it, in a process of its own. Raises Refused."""
    if importlib.util.find_spec(PRESS[part]) is None:
        raise Refused(_UNDRAWN)
    command = [sys.executable, "-m", f"leitstand.learn.reports.press.{part}"]
    try:
        done = subprocess.run(command, input=said.encode(), capture_output=True, timeout=SECONDS, check=True)
    except (subprocess.SubprocessError, OSError) as error:
        words = getattr(error, "stderr", None) or b""
        _log.warning("the press (%s) failed: %s %s", part, error, words.decode(errors="replace")[-2000:])
        raise Refused(_FAILED) from error
    return done.stdout


def _with(section: Section, svgs: Mapping[str, str]) -> Section:
    return replace(
        section,
        pictures=tuple(replace(one, svg=one.svg or svgs.get(one.name, "")) for one in section.pictures),
    )


def _for_press(report: Report) -> str:
    """What the page setter needs: cells with their text, drawn pictures, how wide columns are."""
    said = as_json(report) | {"labels": _labels(report)}
    for section, shown in zip(report.sections, said["sections"], strict=True):
        shown["tables"] = [_set(one) for one in section.tables]
        shown["pictures"] = [
            {"title": one.title, "alt": one.alt, "svg": one.svg} for one in section.pictures if one.svg
        ]
    said["behind"] = [_set(one.table) for one in report.pictures if one.table]
    return json.dumps(said, ensure_ascii=False)


def _set(table: Table) -> dict[str, Any]:
    columns = range(len(table.columns))
    longest = [max([len(table.columns[n]), *(len(row[n].text) for row in table.rows)]) for n in columns]
    return {
        "title": table.title,
        "columns": list(table.columns),
        "numbers": list(table.numbers),
        "widths": [min(max(one, 7), 40) for one in longest],
        "cells": [[{"text": cell.text, "beyond": cell.beyond} for cell in row] for row in table.rows],
    }


def _labels(report: Report) -> dict[str, str]:
    return {
        "report": gettext("Weekly report") if report.kind == "week" else gettext("Report"),
        "not_said": gettext("What these figures do not say"),
        "behind": gettext("Behind the pictures"),
        "page": gettext("Page"),
        "made": gettext("as of %(at)s") % {"at": report.made},
        "replaced": gettext("Some signs cannot be printed here and are shown as �. The page shows them."),
    }


def _key(part: str, said: str) -> str:
    return f"report:{part}:{hashlib.sha256(said.encode()).hexdigest()}"
