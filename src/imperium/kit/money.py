"""Money as integers: micro-USD (a millionth of a dollar). Floats never decide anything."""

from decimal import ROUND_CEILING, Decimal

MICRO = 1_000_000


def usd_to_micro(amount: str | int | float | Decimal) -> int:
    """Dollars to micro-USD, rounded up so that a charge is never under-counted."""
    return int((Decimal(str(amount)) * MICRO).to_integral_value(ROUND_CEILING))


def format_usd(micro_usd: int) -> str:
    """`$1.25`, `$0.052`, `$0.000017`: whole cents from a dollar up, below that as many decimals as the amount needs."""
    sign, amount = ("-" if micro_usd < 0 else ""), abs(micro_usd)
    if amount % 10_000 == 0 or amount >= MICRO:
        return f"{sign}${amount / MICRO:,.2f}"
    return f"{sign}${Decimal(amount) / MICRO:.6f}".rstrip("0")
