"""The quickest where somebody waits, the cheapest for batch work."""

from collections.abc import Sequence

from imperium.models.strategy import Need, Prospect, Strategy


def order(prospects: Sequence[Prospect], need: Need) -> list[Prospect]:
    def key(prospect: Prospect) -> tuple[float, float]:
        quick, cheap = prospect.latency_s, float(prospect.cost_micro_usd)
        return (quick, cheap) if need.interactive else (cheap, quick)

    return sorted(prospects, key=key)


STRATEGY = Strategy("the quickest when somebody waits, else the cheapest", order)
