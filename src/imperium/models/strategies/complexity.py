"""A model of the tier that fits: cheap below 0.3, balanced up to 0.7, powerful above."""

from collections.abc import Sequence

from imperium.models.strategy import TIERS, Need, Prospect, Strategy, price, tier_of


def order(prospects: Sequence[Prospect], need: Need) -> list[Prospect]:
    """The tier that fits, then stronger ones, then weaker ones; within a tier by price."""
    wanted = TIERS.index(tier_of(need.complexity))

    def key(prospect: Prospect) -> tuple[bool, int, int]:
        above = TIERS.index(prospect.tier) - wanted
        return above < 0, abs(above), price(prospect, need)

    return sorted(prospects, key=key)


STRATEGY = Strategy("the tier that fits the complexity", order)
