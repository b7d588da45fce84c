"""A fit: what was learned from a history, ready to answer any budget; kept as bytes between pages."""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any
from zipfile import BadZipFile

import numpy as np

from leitstand.estimates.mix import draws, mode, trials
from leitstand.estimates.mix import prior as assumed
from leitstand.estimates.mix.reading import check
from leitstand.estimates.mix.table import STRANGER, Floats, laid_out
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.mix import Question
from leitstand.vocabulary.words import _

MODEL = 2
"""Rises when a fit of the same history would come out otherwise: what was kept before is made anew."""


@dataclass(frozen=True)
class Fit:
    """Draws per unit (a kind of work on a network). `most`, `half`, `base`: [draws, units]."""

    networks: Sequence[str]
    owner: np.ndarray  # [units]: place of the network
    kinds: Sequence[str]
    share: Floats  # [units]: of its network's hours lately
    weeks: np.ndarray  # [networks]: weeks with hours and a value
    known_weeks: int
    typical: float
    most: Floats
    half: Floats
    base: Floats
    noise: Floats
    nothing: Floats
    core: Floats
    doubt: Floats
    assumed: Floats
    trust: Floats
    power: Floats  # [draws]: 1, or 2 where the first hours bring little

    def to_bytes(self) -> bytes:
        """The fit as numpy's own archive (npz), nothing pickled."""
        file = io.BytesIO()
        said: dict[str, Any] = {one.name: np.asarray(getattr(self, one.name)) for one in fields(self)}
        np.savez(file, model=MODEL, **said)
        return file.getvalue()

    @classmethod
    def from_bytes(cls, raw: bytes) -> Fit:
        """What `to_bytes` gave. Raises Invalid when it is something else."""
        try:
            with np.load(io.BytesIO(raw), allow_pickle=False) as file:
                model = int(file["model"])
                said = {one.name: file[one.name] for one in fields(cls)}
        except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
            raise Invalid(_("The kept fit cannot be read. Nothing was lost; work it out again.")) from error
        if model != MODEL:
            raise Invalid(_("The kept fit is of an older model. Nothing was lost; work it out again."))
        said["networks"] = [str(name) for name in said["networks"]]
        said["kinds"] = [str(name) for name in said["kinds"]]
        said["known_weeks"], said["typical"] = int(said["known_weeks"]), float(said["typical"])
        return cls(**said)

    def units(self, network: str) -> np.ndarray:
        """The columns of a network; those of a stranger when nobody has heard of it."""
        known = network in self.networks
        at = list(self.networks).index(network if known else STRANGER)
        return np.flatnonzero(self.owner == at)

    def worked_weeks(self, network: str) -> int:
        """Weeks with hours and a value on this network."""
        return int(self.weeks[list(self.networks).index(network)]) if network in self.networks else 0

    def order(self, network: str) -> np.ndarray:
        """The order of draws for a network: each stranger has its own, so that they are not all alike."""
        if network in self.networks:
            return np.arange(len(self.most))
        return np.random.default_rng(zlib.crc32(network.encode())).permutation(len(self.most))


def fit(question: Question) -> Fit:
    """Learn from the history and the experiments of `question`; budget and caps do not matter here.

    A few hundred milliseconds for nine networks and two years. Only the latest three years are looked at.
    The same question gives the same fit, whatever the order of its rows. Raises Invalid.
    """
    check(question)
    table = laid_out(question)
    basis = mode.drift_basis(len(table.hours))
    model = mode.Model(table, assumed.prior(table), basis, trials.contrasts(question.experiments, table))
    model, state = mode.found(model)
    known = draws.mixed(model, state, question.seed)
    owner = np.array([network for network, _kind in table.units], dtype=int)
    lately = table.hours[-13:].sum(0) + 1e-9
    together = np.bincount(owner, lately, minlength=len(table.networks))
    worked = (table.seen > 0) & (table.hours > 0)
    weeks = [worked[:, owner == at].any(1).sum() for at in range(len(table.networks))]
    return Fit(
        networks=list(table.networks),
        owner=owner,
        kinds=[kind for _network, kind in table.units],
        share=lately / together[owner],
        weeks=np.array(weeks, dtype=int),
        known_weeks=int(worked.any(1).sum()) if table.value.any() else 0,
        typical=table.typical,
        **{name: getattr(known, name) for name in draws.Posterior.__slots__},
    )
