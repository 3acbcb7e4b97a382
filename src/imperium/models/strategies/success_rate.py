"""Who answered most reliably lately; of equals the one that comes first."""

from collections.abc import Sequence

from imperium.models.strategy import Need, Prospect, Strategy


def order(prospects: Sequence[Prospect], need: Need) -> list[Prospect]:
    """Rates are compared in whole per cent: a finer difference is chance."""
    return sorted(prospects, key=lambda prospect: -round(prospect.success, 2))


STRATEGY = Strategy("the most reliable lately", order)
