"""What an organisation's front page is weighed with: its own choice, or the usual one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from math import log2
from typing import TYPE_CHECKING

from leitstand.listen.models import FrontPage, Owner

if TYPE_CHECKING:
    from leitstand.people.models import Organization


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """How the order is made. Without seeds every voice counts 1, with seeds one no seed heard `stranger`."""

    halved: timedelta = timedelta(hours=18)
    spread: float = 0.25
    stranger: float = 0.25
    seeds: tuple[int, ...] = ()
    owners: tuple[Owner, ...] = ()


USUAL = Weights()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoning:
    """The weight of one story, with all that it was made from."""

    voices: int
    seeded: int
    networks: int
    silent: timedelta
    weights: Weights

    @property
    def counted(self) -> float:
        """The voices, those that no seed heard for less."""
        if not self.weights.seeds:
            return float(self.voices)
        return self.seeded + self.weights.stranger * (self.voices - self.seeded)

    @property
    def worth(self) -> float:
        """Of the voices: twice as many are one step more."""
        return log2(1 + self.counted)

    @property
    def spread(self) -> float:
        """Of the networks: the first counts once, each further one adds."""
        return 1 + self.weights.spread * max(self.networks - 1, 0)

    @property
    def fresh(self) -> float:
        """1 at its last post, half after every `halved`."""
        return float(0.5 ** (max(self.silent, timedelta()) / self.weights.halved))

    @property
    def total(self) -> float:
        """What the order follows."""
        return self.worth * self.spread * self.fresh


def weights(organization: Organization) -> Weights:
    """The choice of an organisation: three queries, one where it never chose anything."""
    row = FrontPage.objects.filter(organization=organization).first()
    if row is None:
        return USUAL
    return Weights(
        halved=timedelta(hours=row.halved_hours),
        spread=row.spread,
        stranger=row.stranger,
        seeds=tuple(row.seeds.order_by("pk").values_list("pk", flat=True)),
        owners=tuple(Owner.objects.filter(organization=organization).order_by("name")),
    )
