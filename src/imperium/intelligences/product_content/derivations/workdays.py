"""How many whole working days of eight hours a running time covers."""

from imperium.intelligences.grammar import number_word
from imperium.intelligences.product_content.derivation import Derivation, Derived
from imperium.intelligences.product_content.quantity import Quantity

WORKDAY_MINUTES = 8 * 60


def _workdays(time: Quantity) -> Derived | None:
    days = int(time.amount // WORKDAY_MINUTES)
    return Derived(number_word(days), f"{time.spoken} ÷ 8 hours, rounded down") if 2 <= days <= 100 else None


WORKDAYS = Derivation("time", _workdays)
