"""What the page about the order of the stories receives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from leitstand.listen import front
from leitstand.listen.fronts import forms, queries
from leitstand.listen.models import FrontPage, Owner

if TYPE_CHECKING:
    from leitstand.listen.front import Told
    from leitstand.people.models import Organization

SHOWN, SPAN = 5, timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPage:
    """The weights, what they make of today's stories, the owners, and the public page."""

    weights: forms.WeightsForm
    owner: forms.OwnerForm
    public: forms.PublicForm
    row: FrontPage
    owners: list[Owner]
    told: list[Told]
    may: bool


def order(
    organization: Organization,
    now: datetime,
    *,
    may: bool,
    weights: forms.WeightsForm | None = None,
    owner: forms.OwnerForm | None = None,
    public: forms.PublicForm | None = None,
) -> OrderPage:
    """The page; a form that was filled in wrongly takes the place of a fresh one."""
    row = queries.front_page(organization)
    return OrderPage(
        weights=weights or weights_form(organization, row),
        owner=owner or forms.OwnerForm(),
        public=public or forms.PublicForm(initial=forms.public_initial(row)),
        row=row,
        owners=list(queries.owners(organization)),
        told=front.stories(organization, now, SPAN, SHOWN),
        may=may,
    )


def weights_form(organization: Organization, row: FrontPage) -> forms.WeightsForm:
    """The form of the weights, as they are."""
    initial = forms.weights_initial(row, queries.seeds(row))
    return forms.WeightsForm(initial=initial, sources=queries.sources(organization))
