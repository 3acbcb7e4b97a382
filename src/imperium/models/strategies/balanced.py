"""Of the models that are good enough the one that costs least, where a wait costs something too."""

from collections.abc import Sequence

from imperium.models.strategy import Need, Prospect, Strategy, good_enough_first, price


def order(prospects: Sequence[Prospect], need: Need) -> list[Prospect]:
    return good_enough_first(prospects, need, lambda prospect: (price(prospect, need), -prospect.quality))


STRATEGY = Strategy("good enough at the least price and wait", order)
