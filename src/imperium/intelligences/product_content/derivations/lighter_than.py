"""A known thing of known weight that a mass stays below: a litre of water (1 kg), half a litre (500 g)."""

from decimal import Decimal

from imperium.intelligences.product_content.derivation import Derivation, Derived
from imperium.intelligences.product_content.quantity import Quantity

_KNOWN = ((Decimal(500), "half a litre of water"), (Decimal(1000), "a litre of water"))
_NEAR = Decimal("0.6")


def _lighter_than(mass: Quantity) -> Derived | None:
    """Only what comes near it is worth the comparison."""
    near = ((limit, thing) for limit, thing in _KNOWN if _NEAR * limit <= mass.amount < limit)
    return next((Derived(thing, f"{mass.spoken} is less than {limit} g") for limit, thing in near), None)


LIGHTER_THAN = Derivation("mass", _lighter_than)
