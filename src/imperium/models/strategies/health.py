"""The configured order, past what is unhealthy."""

from collections.abc import Sequence

from imperium.models.strategy import Need, Prospect, Strategy


def order(prospects: Sequence[Prospect], need: Need) -> list[Prospect]:
    return sorted(prospects, key=lambda prospect: not prospect.healthy)


STRATEGY = Strategy("the first in the configured order that is healthy", order)
