"""What the explorer's page receives: computed here and nowhere in its template."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.conf.locale import LANG_INFO
from django.utils import timezone

from leitstand import registry
from leitstand.listen import queries
from leitstand.listen.explorer import queries as explorer
from leitstand.listen.explorer.forms import SieveForm, ViewForm
from leitstand.listen.explorer.narrowing import Place
from leitstand.listen.explorer.queries import Sieve
from leitstand.listen.ground import Ground
from leitstand.listen.judging.queries import questions, with_labels
from leitstand.listen.models import Mention, SavedView
from leitstand.people.queries import EDITOR, may

if TYPE_CHECKING:
    from leitstand.people.models import Membership, Organization

PER_PAGE = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplorerPage:
    """A list of mentions, what it is narrowed to, where it goes on, and the views that were kept."""

    mentions: list[Mention]
    form: SieveForm
    sieve: Sieve
    narrowed: str
    older: str
    latest: str
    ground: Ground
    views: list[tuple[SavedView, bool]]
    keep: ViewForm
    may_share: bool
    me: int

    @property
    def folded(self) -> bool:
        """Are the further filters out of sight? Not when one of them narrows the list."""
        return not any(field.value() for field in self.form.further)

    @property
    def kept(self) -> list[tuple[str, str]]:
        """The choices once more, for forms that pass them on."""
        return [(name, str(value)) for name, value in self.form.chosen.items()]


def mentions(member: Membership, asked: Mapping[str, str], keep: ViewForm | None = None) -> ExplorerPage:
    """The list that a query string asks for."""
    organization = member.organization
    form, ground = narrowing(organization, asked)
    sieve, narrowed = form.sieve, urlencode(form.chosen)
    rows = _rows(organization, sieve, _place(asked.get("older", "")))
    last = rows[PER_PAGE - 1] if len(rows) > PER_PAGE else None
    return ExplorerPage(
        mentions=rows[:PER_PAGE],
        form=form,
        sieve=sieve,
        narrowed=narrowed,
        older=urlencode({**form.chosen, "older": f"{last.published.timestamp()}_{last.pk}"}) if last else "",
        latest=narrowed or "all" if asked.get("older") else "",
        ground=ground,
        views=[(view, view.narrowed == narrowed) for view in explorer.views(member)],
        keep=keep or ViewForm(),
        may_share=may(member, EDITOR),
        me=member.person_id,
    )


def narrowing(organization: Organization, asked: Mapping[str, str]) -> tuple[SieveForm, Ground]:
    """The form with everything that can be chosen here, and whether there is anything: four queries."""
    sources = list(queries.sources(organization))
    watches = list(queries.names_of_watches(organization))
    form = SieveForm(
        asked,
        watch=[(watch.pk, watch.name) for watch in watches],
        source=[(source.pk, source.name) for source in sources],
        network=[(name, _title(name)) for name in sorted({source.network for source in sources})],
        language=[(code, _language(code)) for code in explorer.languages(organization)],
        judged=[
            (f"{question.key}:{label}", f"{question.title}: {words}")
            for question in questions(organization)
            if question.active
            for label, words in question.labels.items()
        ],
    )
    return form, Ground(sources=len(sources), watches=sum(watch.active for watch in watches))


def _rows(organization: Organization, sieve: Sieve, place: Place | None) -> list[Mention]:
    zone = timezone.get_current_timezone()
    them = explorer.listed(queries.mentions(organization), sieve, zone, place)
    return list(with_labels(them.defer("post"))[: PER_PAGE + 1])


def _place(said: str) -> Place | None:
    """A place in the list, as its address says it; what cannot be read is the beginning."""
    from_1970, _line, pk = said.partition("_")
    try:
        return datetime.fromtimestamp(float(from_1970), tz=UTC), int(pk)
    except (ValueError, OverflowError, OSError):
        return None


def _title(network: str) -> str:
    try:
        return registry.network(network).title
    except KeyError:
        return network


def _language(code: str) -> str:
    known = LANG_INFO.get(code) or LANG_INFO.get(code.partition("-")[0])
    return known["name_local"] if known and "name_local" in known else code
