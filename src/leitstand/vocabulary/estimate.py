"""A quantity with its doubt; never a bare number."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean with an 80 % interval from `n` observations, all in the unit the producer names."""

    mean: float
    low: float
    high: float
    n: int

    def __post_init__(self) -> None:
        if not self.low <= self.mean <= self.high or self.n < 0:
            raise ValueError(f"not an estimate: {self.low} <= {self.mean} <= {self.high}, n = {self.n}")
