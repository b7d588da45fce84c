"""A finding as programs are told it: the same object from shell, interface and page."""

from __future__ import annotations

from typing import Any

from leitstand.vocabulary.finding import Finding
from leitstand.vocabulary.policy.article import SEVERITY, Article
from leitstand.vocabulary.post import Note


def told(finding: Finding, article: Article | None, note: Note) -> dict[str, Any]:
    """A finding as a JSON object, places in code points; empty things are left out."""
    said = {
        "article": finding.article,
        "title": {"de": article.title.de, "en": article.title.en} if article else None,
        "level": SEVERITY[finding.level],
        "rule": finding.rule,
        "where": finding.where,
        "start": finding.start,
        "end": finding.end,
        "quote": finding.quote(note),
        "reason": finding.sentence,
        "way_out": (article.way_out.en if article else "") or finding.advice,
        "offer": finding.offer,
        "source": list(article.source) if article else None,
    }
    return {key: value for key, value in said.items() if value not in ("", None, [])}
