"""What can be worked out from a quantity by arithmetic or by convention, and how it was worked out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from imperium.intelligences.product_content.quantity import Quantity
from imperium.kit.kinds import discover


@dataclass(frozen=True, slots=True)
class Derived:
    """`said` stands in the sentence, `how` tells where it comes from."""

    said: str
    how: str


@dataclass(frozen=True, slots=True)
class Derivation:
    """For quantities of one dimension; `work_out` gives None where there is nothing worth saying."""

    dimension: str
    work_out: Callable[[Quantity], Derived | None]


@cache
def derivations() -> dict[str, Derivation]:
    """By the name of the slot that each fills."""
    return discover("imperium.intelligences.product_content.derivations", Derivation)


def derived(quantity: Quantity | None) -> dict[str, Derived]:
    """Everything that follows from a quantity, by slot."""
    if quantity is None:
        return {}
    fitting = {slot: one for slot, one in derivations().items() if one.dimension == quantity.unit.dimension}
    return {slot: found for slot, one in fitting.items() if (found := one.work_out(quantity))}
