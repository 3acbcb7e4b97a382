"""How a provider stands, and how a check changes that. Pure rules: no clock, no network, no database."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

Source = Literal["probe", "traffic"]
"""A check is a free question to the provider, or what real requests have shown since the last one."""

ANSWERED = "answered"


class Check(Struct, frozen=True):
    """What one check found, `at` seconds since the epoch. `good` is None where nothing can be told: the provider
    answers, but has no free question that this key may ask."""

    at: float
    good: bool | None
    reason: str = ANSWERED
    response_s: float | None = None
    source: Source = "probe"


class Standing(Struct, frozen=True):
    """How a provider stands since when; times are seconds since the epoch, `checked_at` is 0 before the first check.

    `good_in_a_row` counts the checks up to now that didn't fail; an unhealthy provider needs some to come back.
    """

    provider: str
    healthy: bool = True
    since: float = 0.0
    checked_at: float = 0.0
    reason: str = "not checked yet"
    response_s: float | None = None
    source: Source = "probe"
    good_in_a_row: int = 0

    def after(self, check: Check, good_checks: int) -> Standing:
        """One failed check makes it unhealthy, `good_checks` others in a row make it healthy again: what can't be told
        counts for it, or a provider without a free question would never come back.

        A check that isn't newer than the last one changes nothing.
        """
        if check.at <= self.checked_at:
            return self
        row = 0 if check.good is False else self.good_in_a_row + 1
        healthy = row > 0 and (self.healthy or row >= good_checks)
        return replace(
            self,
            healthy=healthy,
            since=self.since if healthy is self.healthy and self.checked_at else check.at,
            checked_at=check.at,
            reason=check.reason,
            response_s=check.response_s,
            source=check.source,
            good_in_a_row=row,
        )

    def illness(self, good_checks: int) -> float:
        """0 for a healthy one; else the good checks that are missing, at least 1."""
        return 0.0 if self.healthy else float(max(1, good_checks - self.good_in_a_row))
