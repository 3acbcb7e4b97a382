"""What an allocation is answered with: who got what, who waits, and for what."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Literal

from msgspec import Struct

from imperium.brain.allocation import Claim
from imperium.brain.allocation_demand import KINDS, UNITS, Amount
from imperium.brain.prioritization import LEVELS, Level


class Needs(Struct, frozen=True, gc=False):
    """Cores, MB, GPUs."""

    cpu: float
    memory_mb: int
    gpu: int


class Granted(Struct, frozen=True, gc=False):
    """A task that got what it asked for: served in its turn, or by the solver's better choice."""

    id: str
    priority: Level
    tenant: str
    resources: Needs
    by: Literal["fairness", "improvement"]


class Waiting(Struct, frozen=True, gc=False):
    """A task that got nothing. `waits_for` is what is missing; one that doesn't `fit` asks for more than there is."""

    id: str
    priority: Level
    tenant: str
    resources: Needs
    waits_for: dict[str, float]
    reason: str
    fits: bool


class Usage(Struct, frozen=True, gc=False):
    used: float
    available: float
    share: float


class Holding(Struct, frozen=True, gc=False):
    """The largest share of any resource that a tenant holds."""

    dominant_share: float


class Improvement(Struct, frozen=True):
    """`gained`: how many more than fairness alone admits. `proved`: no choice admits more. `why` it wasn't tried."""

    tried: bool
    gained: int = 0
    proved: bool = False
    why: str | None = None


class OptimizeAnswer(Struct, frozen=True):
    """Every task stands in one of the two lists."""

    allocations: list[Granted]
    waiting: list[Waiting]
    utilization: dict[str, Usage]
    tenants: dict[str, Holding]
    improvement: Improvement


def answer(
    ids: Sequence[str],
    claims: Sequence[Claim],
    available: Amount,
    admitted: Sequence[int],
    fair: frozenset[int],
    improvement: Improvement,
) -> OptimizeAnswer:
    """`ids` and `claims` go together; `admitted` and `fair` are places in them."""
    chosen, needs, lacking = set(admitted), _Cache(), _Lacking(claims, available, admitted)
    return OptimizeAnswer(
        allocations=[
            Granted(ids[i], *_asked(claims[i], needs), "fairness" if i in fair else "improvement") for i in admitted
        ],
        waiting=[
            Waiting(ids[i], *_asked(claim, needs), *lacking.of(claim))
            for i, claim in enumerate(claims)
            if i not in chosen
        ],
        utilization=_utilization(claims, admitted, available),
        tenants=_tenants(claims, admitted, available),
        improvement=improvement,
    )


class _Cache(dict[Amount, Needs]):
    """Amounts as they are shown: many tasks need the same."""

    def __missing__(self, amount: Amount) -> Needs:
        shown = self[amount] = Needs(**amount.as_dict())  # type: ignore[arg-type]
        return shown


def _asked(claim: Claim, needs: _Cache) -> tuple[Level, str, Needs]:
    return claim.priority, claim.tenant, needs[claim.needs]


class _Lacking:
    """What claims wait for, when all that goes before them has been given its own."""

    def __init__(self, claims: Sequence[Claim], available: Amount, admitted: Sequence[int]) -> None:
        taken, counts = dict.fromkeys(LEVELS, Amount()), Counter(claims[i].priority for i in admitted)
        for i in admitted:
            taken[claims[i].priority] = taken[claims[i].priority].plus(claims[i].needs)
        left = [*accumulate(taken.values(), Amount.__sub__, initial=available)][1:]
        self._available = available
        self._left = dict(zip(LEVELS, left, strict=True))
        self._ahead = dict(zip(LEVELS, accumulate(counts[level] for level in LEVELS), strict=True))
        self._known: dict[tuple[Level, Amount], tuple[dict[str, float], str, bool]] = {}

    def of(self, claim: Claim) -> tuple[dict[str, float], str, bool]:
        """By resource, in words, and whether it fits at all."""
        key = (claim.priority, claim.needs)
        if key not in self._known:
            self._known[key] = self._explained(claim)
        return self._known[key]

    def _explained(self, claim: Claim) -> tuple[dict[str, float], str, bool]:
        if lacks := _missing(claim.needs, self._available):
            return lacks, f"It never fits: it needs {_in_words(lacks)} than there is.", False
        lacks = _missing(claim.needs, self._left[claim.priority])
        others = self._ahead[claim.priority]
        who = (
            f"the {others} tasks that are as urgent or more leave" if others != 1 else "a task as urgent or more leaves"
        )
        return lacks, f"It needs {_in_words(lacks)} than {who}.", True


def _missing(needs: Amount, room: Amount) -> dict[str, float]:
    lacks = Amount(*(max(0, needed - there) for needed, there in zip(needs, room, strict=True)))
    return {kind: amount for kind, amount in lacks.as_dict().items() if amount}


def _in_words(lacks: Mapping[str, float]) -> str:
    return " and ".join(
        f"{amount:g} more {UNITS[kind].removesuffix('s') if amount == 1 else UNITS[kind]}"
        for kind, amount in lacks.items()
    )


def _utilization(claims: Sequence[Claim], admitted: Sequence[int], available: Amount) -> dict[str, Usage]:
    used = Amount(*(sum(claims[i].needs[kind] for i in admitted) for kind in range(len(KINDS))))
    taken, there = used.as_dict(), available.as_dict()
    return {kind: Usage(taken[kind], there[kind], round(taken[kind] / (there[kind] or 1), 4)) for kind in KINDS}


def _tenants(claims: Sequence[Claim], admitted: Sequence[int], available: Amount) -> dict[str, Holding]:
    held = defaultdict[str, Amount](Amount)
    for i in admitted:
        held[claims[i].tenant] = held[claims[i].tenant].plus(claims[i].needs)
    return {tenant: Holding(round(amount.share_of(available), 4)) for tenant, amount in held.items()}
