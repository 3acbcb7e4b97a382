"""Of the models that are good enough the cheapest, however long it takes."""

from collections.abc import Sequence

from imperium.models.strategy import Need, Prospect, Strategy, good_enough_first


def order(prospects: Sequence[Prospect], need: Need) -> list[Prospect]:
    return good_enough_first(prospects, need, lambda prospect: (prospect.cost_micro_usd, -prospect.quality))


STRATEGY = Strategy("the cheapest that is good enough", order)
