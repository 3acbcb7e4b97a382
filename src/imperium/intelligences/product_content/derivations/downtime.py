"""How long a service may be away in a year of 365 days, by the share of time for which it is promised."""

from decimal import ROUND_HALF_UP, Decimal

from imperium.intelligences.product_content.derivation import Derivation, Derived
from imperium.intelligences.product_content.quantity import Quantity

YEAR_MINUTES = 365 * 24 * 60


def _downtime(share: Quantity) -> Derived | None:
    if not Decimal(90) <= share.number < 100:
        return None
    away = (100 - share.number) / 100 * YEAR_MINUTES
    minutes = int(away.to_integral_value(ROUND_HALF_UP))
    return Derived(_spoken(minutes), f"(100 − {share.written})% of 365 days") if minutes else None


def _spoken(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    parts = [_counted(hours, "hour"), _counted(rest, "minute")]
    return " ".join(part for part in parts if part)


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'}" if number else ""


DOWNTIME = Derivation("share", _downtime)
