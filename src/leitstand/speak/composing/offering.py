"""Puts the words that a finding offers into a thought, at the place that was marked, or says why not."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from leitstand.speak.composing import checking, planning, queries, said
from leitstand.speak.composing.said import Said, VariantSaid
from leitstand.vocabulary import sentences
from leitstand.vocabulary.errors import Refused
from leitstand.vocabulary.finding import Finding
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.speak.models import Thought, Use

PLACES = ("content", "name", "summary")


def button(account: int, part: int, text: str, finding: Finding) -> str:
    """What the button of an offer sends; "" where nothing can be put in."""
    if finding.offer is None or finding.where not in PLACES or finding.end > len(text):
        return ""
    exact = f"{finding.where}\0{finding.start}\0{finding.end}\0{finding.offer}\0{text}"
    return f"{account}-{part}-{hashlib.sha256(exact.encode()).hexdigest()[:16]}"


def taken(row: Thought, what: Said, uses: Sequence[Use], wanted: str, now: datetime) -> Said:
    """The thought with the offered words in it. Raises Refused where the text is another one by now."""
    account = wanted.partition("-")[0]
    speaker = next((one for one in queries.speakers(row.organization) if str(one.pk) == account), None)
    if speaker is not None and speaker.pk in what.variants:
        texts = said.parts(what, speaker.pk)
        checked = checking.variant(speaker, what, planning.uses_of(uses, speaker), now=now)
        for nth, part in enumerate(checked.parts):
            for finding in part.findings:
                if button(speaker.pk, nth, _text(what, speaker.pk, texts, nth, finding), finding) == wanted:
                    return put(what, speaker.pk, nth, finding)
    raise Refused(_("The text was changed meanwhile. Nothing was put in; look at the finding again."))


def _text(what: Said, account: int, texts: Sequence[str], nth: int, finding: Finding) -> str:
    """The text in which the finding counts its places, without the credit line put below."""
    own = what.variants.get(account, VariantSaid())
    return {"name": own.name, "summary": own.summary}.get(finding.where, texts[nth])


def text_of(what: Said, account: int, nth: int, finding: Finding) -> str:
    """The text in which a finding of the account's part `nth` counts its places."""
    return _text(what, account, said.parts(what, account), nth, finding)


def put(what: Said, account: int, nth: int, finding: Finding) -> Said:
    """The offer in place of what was marked: in the account's own words where it has some."""
    own = what.variants.get(account, VariantSaid())
    if finding.where != "content":
        text = _with(getattr(own, finding.where), 0, finding)
        return _changed(what, account, replace(own, **{finding.where: text}))
    if own.content.strip():
        text = _with(own.content, _begin(own.content, nth), finding)
        return _changed(what, account, replace(own, content=text))
    return replace(what, content=_with(what.content, _begin(what.content, nth), finding))


def _changed(what: Said, account: int, own: VariantSaid) -> Said:
    return replace(what, variants={**what.variants, account: own})


def _with(text: str, begin: int, finding: Finding) -> str:
    return text[: begin + finding.start] + (finding.offer or "") + text[begin + finding.end :]


def _begin(text: str, nth: int) -> int:
    """Where the part `nth` of a text begins."""
    at = 0
    for number, part in enumerate(sentences.parts(text)):
        at = text.index(part, at)
        if number == nth:
            break
        at += len(part)
    return at
