"""What a colour temperature is called: warm white up to 3300 K, neutral white up to 5300 K, then daylight white.

The bounds are those of EN 12464-1, which sorts lamps by correlated colour temperature.
"""

from imperium.intelligences.product_content.derivation import Derivation, Derived
from imperium.intelligences.product_content.quantity import Quantity

_BOUNDS = ((3300, "warm white"), (5300, "neutral white"), (20_000, "daylight white"))


def _light(temperature: Quantity) -> Derived | None:
    named = (name for bound, name in _BOUNDS if temperature.amount <= bound)
    name = next(named, None)
    return Derived(name, f"{temperature.spoken} by EN 12464-1") if name else None


LIGHT = Derivation("colour_temperature", _light)
