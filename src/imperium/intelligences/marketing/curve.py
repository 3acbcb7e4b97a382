"""How much a channel brings for what is spent on it: the Hill function, here always concave."""

from __future__ import annotations

from dataclasses import dataclass
from math import expm1, log1p


@dataclass(frozen=True, slots=True)
class Hill:
    """`top` is what the channel brings at most, `half` the spend that brings half of it; `slope` is in (0, 1].

    f(x) = top · u / (1 + u) with u = (x / half)^slope. With a slope of at most 1 every further unit brings less than
    the one before, which is what makes the greedy split optimal. (A. V. Hill, Journal of Physiology 40, 1910; for
    advertising: Y. Jin et al., "Bayesian methods for media mix modeling with carryover and shape effects", 2017.)
    """

    top: float
    half: float
    slope: float = 1.0

    def value(self, spend: float) -> float:
        """What a spend brings, in the unit of `top`."""
        u: float = (spend / self.half) ** self.slope
        return self.top * u / (1 + u)

    def gain(self, spend: int) -> float:
        """What the next unit brings, without the cancellation of a plain difference."""
        before: float = (spend / self.half) ** self.slope
        after: float = ((spend + 1) / self.half) ** self.slope
        more = before * expm1(self.slope * log1p(1 / spend)) if spend else after
        return self.top * more / ((1 + before) * (1 + after))

    def in_steps(self, step: float) -> Hill:
        """The same curve over steps of so many units."""
        return Hill(self.top, self.half / step, self.slope)
