"""How many whole cups of 250 ml a volume fills."""

from imperium.intelligences.grammar import number_word
from imperium.intelligences.product_content.derivation import Derivation, Derived
from imperium.intelligences.product_content.quantity import Quantity

CUP_ML = 250


def _cups(volume: Quantity) -> Derived | None:
    cups = int(volume.amount // CUP_ML)
    how = f"{volume.spoken} ÷ {CUP_ML} ml, rounded down"
    return Derived(number_word(cups), how) if 2 <= cups <= 40 else None


CUPS = Derivation("volume", _cups)
