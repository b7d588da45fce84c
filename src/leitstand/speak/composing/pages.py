"""What each page of composing is given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from leitstand import registry
from leitstand.people import queries as people
from leitstand.speak.aiming import queries as aiming
from leitstand.speak.approving import actions as approving
from leitstand.speak.composing import actions, checking, offering, planning, queries, said
from leitstand.speak.composing.forms import ThoughtForm, VariantForm, first
from leitstand.speak.composing.said import Said
from leitstand.speak.library.forms import UseForm
from leitstand.speak.placing import queries as placing
from leitstand.speak.placing.queries import Landing
from leitstand.speak.policing import pages as policing
from leitstand.speak.policing import queries as policing_queries
from leitstand.speak.policing.pages import Told
from leitstand.speak.policing.queries import Reader
from leitstand.vocabulary import authorship, sentences
from leitstand.vocabulary.errors import LeitstandError
from leitstand.vocabulary.finding import Finding
from leitstand.vocabulary.network import Offer

if TYPE_CHECKING:
    from leitstand.people.models import Account, Membership, Person
    from leitstand.speak.models import Delivery, Release, Thought, Use, Version
    from leitstand.vocabulary.risk import Risk


@dataclass(frozen=True, slots=True)
class Card:
    """One account's variant: how it looks there, what stands against it, what that network cannot do."""

    checked: checking.Checked
    form: VariantForm
    delivery: Sequence[Delivery]
    deletes: bool
    halves: int

    @property
    def share(self) -> int:
        """How full the longest part is, in percent."""
        part = max(self.checked.parts, key=lambda one: one.length)
        return min(100, round(100 * part.length / part.limit)) if part.limit else 0


@dataclass(frozen=True, slots=True)
class Noticed:
    """A finding of the policy, once, with the accounts it was found for; `button` takes what it offers."""

    told: Told
    accounts: Sequence[str]
    button: str = ""

    @property
    def stops(self) -> bool:
        """Does it forbid the text?"""
        return self.told.stops


@dataclass(frozen=True, slots=True)
class Composer:
    """One thought while it is written."""

    thought: Thought
    form: ThoughtForm
    cards: Sequence[Card]
    others: Sequence[VariantForm]
    noticed: Sequence[Noticed]
    uses: Sequence[Use]
    state: str
    may: bool
    problems: Sequence[LeitstandError]
    due: datetime | None
    risk: Risk | None
    asks: bool
    release: Release | None
    asked: Reader | None
    use_forms: Sequence[UseForm]
    landing: Landing
    problem: LeitstandError | None = None
    clash: int | None = None  # the version of somebody else that stands in the way of these words

    @property
    def next_version(self) -> int:
        """The number that these words would get."""
        return (self.clash or self.thought.version) + 1

    @property
    def locked(self) -> bool:
        """Is something of it on its way or published?"""
        return self.state not in (queries.DRAFT,) and self.state != queries.REFUSED

    @property
    def stopped(self) -> bool:
        """Can it not go out as it is?"""
        return not self.cards or bool(self.problems) or any(card.checked.stopped for card in self.cards)

    @property
    def stops(self) -> int:
        """How many places the policy forbids."""
        return sum(one.stops for one in self.noticed)


def composer(
    member: Membership,
    thought: Thought,
    now: datetime,
    *,
    form: ThoughtForm | None = None,
    variants: Mapping[int, VariantForm] | None = None,
    what: Said | None = None,
    use_forms: Sequence[UseForm] = (),
    problem: LeitstandError | None = None,
) -> Composer:
    """Everything the page of one thought shows; `form` and `what` where they are not saved yet."""
    accounts = queries.speakers(member.organization)
    voices = queries.voices(member.organization)
    what = what or said.of(thought)
    uses = list(thought.uses.select_related("medium"))
    rows = queries.deliveries(thought)
    forms = variants or variant_forms(thought)
    checked = {
        one.pk: checking.variant(one, what, planning.uses_of(uses, one), now=now)
        for one in accounts
        if one.pk in what.variants
    }
    risk = planning.risk_of(thought, list(checked.values()), what.due or now, now) if checked else None
    return Composer(
        thought=thought,
        form=form or _form(thought, accounts, voices, what),
        cards=[_card(one, forms[pk], rows) for pk, one in checked.items()],
        others=[forms[one.pk] for one in accounts if one.pk not in checked],
        noticed=noticed(thought, what, list(checked.values())),
        asked=policing_queries.asked(thought.organization, thought.voice),
        uses=uses,
        state=queries.state_of(rows),
        may=people.may(member, people.EDITOR),
        problems=_problems(thought, what),
        due=what.due,
        risk=risk,
        asks=risk is not None and approving.needed(thought.organization, risk),
        use_forms=use_forms or [UseForm(use) for use in uses],
        landing=placing.landing(thought),
        release=thought.releases.exclude(state="void").order_by("-asked").first(),
        problem=problem,
    )


def _form(thought: Thought, accounts: Sequence[Account], voices: Sequence[Person], what: Said) -> ThoughtForm:
    """The form of a thought as it stands."""
    aims = aiming.known(thought.organization)
    initial = first(what, thought.version) | {"professional": placing.professional(thought)}
    return ThoughtForm(accounts, voices, initial=initial, aims=aims)


def variant_forms(thought: Thought, data: Mapping[str, str] | None = None) -> dict[int, VariantForm]:
    """A form for each account that could say it, with the words it has kept."""
    rows = {one.account_id: said.variant_of(one) for one in thought.variants.all()}
    made = {}
    for account in queries.speakers(thought.organization):
        one = rows.get(account.pk)
        initial = {name: getattr(one, name) for name in one.__slots__} if one else {}
        made[account.pk] = VariantForm(account, data, initial=initial)
    return made


def noticed(thought: Thought, what: Said, checked: Sequence[checking.Checked]) -> list[Noticed]:
    """Findings of all variants, the same place of the same words once, the heaviest first."""
    found: dict[tuple[str, str, str], tuple[Told, str, list[str]]] = {}
    for one in checked:
        for nth, part in enumerate(one.parts):
            for finding in (each for each in part.findings if each.rule != "length"):  # the cards say that
                text = offering.text_of(what, one.account.pk, nth, finding)
                quote = _quoted(finding, part.content, text)
                key = (finding.article or finding.rule, finding.why, quote)
                button = offering.button(one.account.pk, nth, text, finding)
                told = policing.told(thought.organization, finding, quote)
                found.setdefault(key, (told, button, []))[2].append(one.account.handle or one.account.name)
    all_of_them = [Noticed(told, sorted(set(names)), button) for told, button, names in found.values()]
    return sorted(all_of_them, key=lambda one: (-one.told.finding.level, one.told.finding.start))


def _quoted(finding: Finding, content: str, text: str) -> str:
    if finding.where == "content":
        return content[finding.start : finding.end]
    return text[finding.start : finding.end] if finding.where in offering.PLACES else ""


def _card(one: checking.Checked, form: VariantForm, rows: Sequence[Delivery]) -> Card:
    network = registry.network(one.account.network)
    own = [row for row in rows if row.account_id == one.account.pk and row.state != "withdrawn"]
    longest = max(one.parts, key=lambda part: part.length)
    halves = 0
    if longest.over and longest.limit and one.threads:
        halves = len(sentences.cut(longest.content, longest.limit, network.length))
    return Card(one, form, own, Offer.DELETE in network.offers, halves)


def _problems(thought: Thought, what: Said) -> list[LeitstandError]:
    """What stands against the thought as a whole."""
    try:
        checking.voiced(thought, what, actions.authors(thought))
    except LeitstandError as error:
        return [error]
    return []


@dataclass(frozen=True, slots=True)
class Hand:
    """A sentence as somebody else than the voice wrote most of it."""

    text: str
    who: Sequence[str]


@dataclass(frozen=True, slots=True)
class Past:
    """One version, and what it changed."""

    version: Version
    content: str
    hands: Sequence[Hand]


def history(thought: Thought) -> list[Past]:
    """All versions, the latest first, each sentence with who wrote it."""
    names = {one.pk: str(one) for one in queries.voices(thought.organization)}
    told = []
    for version in queries.versions(thought):
        content = str(version.said.get("content", ""))
        spans = [(a, b, who) for a, b, who in version.authors.get(actions.THOUGHT, [])]
        hands = [
            Hand(content[one.start : one.end], [names.get(who, "") for who, _words in one.words])
            for one in authorship.by_sentence(content, spans)
        ]
        told.append(Past(version, content, hands))
    return told


@dataclass(frozen=True, slots=True)
class Line:
    """One thought in a list."""

    thought: Thought
    state: str
    accounts: Sequence[str]


def line(thought: Thought) -> Line:
    """A thought as lists show it; its deliveries are read already."""
    rows = [row for variant in thought.variants.all() for row in variant.deliveries.all()]
    chosen = [one.account.network for one in thought.variants.all() if one.chosen]
    return Line(thought, queries.state_of(rows), chosen)
