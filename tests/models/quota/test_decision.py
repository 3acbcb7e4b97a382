"""Whether a request fits, against the rule written down as plainly as can be."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from imperium.models.quota.decision import SPARE_SHARE, Blocked, Fits, decide
from imperium.models.quota.period import day
from imperium.models.quota.quota import Account, Estimate, Scope, Standing

TODAY = day(1_795_000_000.0, "UTC")
small = st.integers(0, 400)
limits = st.lists(st.tuples(st.none() | small, st.none() | st.integers(0, 20_000)), min_size=1, max_size=4)
standings = st.lists(st.builds(Standing, small, small, small, small), min_size=4, max_size=4)


def accounts(each: list[tuple[int | None, int | None]]) -> list[Account]:
    scopes = [Scope("user", "t", f"u{n}") for n in range(len(each))]
    return [Account(s.counter(TODAY), s, TODAY, *limit) for s, limit in zip(scopes, each, strict=True)]


def granted(limited: list[Account], counts: list[Standing], wanted: Estimate) -> int | None:
    """What is granted where nothing blocks."""
    found = []
    for account, standing in zip(limited, counts, strict=True):
        if account.max_micro_usd is not None:
            unspent = max(0, account.max_micro_usd - standing.micro_usd)
            found.append((unspent, max(0, unspent - standing.held_micro_usd)))
    if not found:
        return None
    target = min(wanted.usual, *(unspent for unspent, _ in found))
    spare = min(free - unspent // 2 for unspent, free in found) - target
    return min(wanted.most, target + max(0, spare) // SPARE_SHARE)


@given(limits, standings, st.lists(small, min_size=3, max_size=3).map(sorted))
def test_what_fits_is_granted_and_what_blocks_is_named(
    each: list[tuple[int | None, int | None]], counts: list[Standing], amounts: list[int]
) -> None:
    limited, wanted = accounts(each), Estimate(*amounts)
    counts = counts[: len(limited)]
    outcome = decide(limited, counts, wanted)
    if isinstance(outcome, Fits):
        assert outcome.micro_usd == granted(limited, counts, wanted)
        assert all(_has_room(a, s, outcome.micro_usd or 0) for a, s in zip(limited, counts, strict=True))
    else:
        assert isinstance(outcome, Blocked)
        assert outcome.accounts, "something blocks"
        assert not all(_has_room(a, s, wanted.usual) for a, s in zip(limited, counts, strict=True))


def test_plenty_is_granted_whole() -> None:
    (limited,) = accounts([(None, 2_000)])
    wanted = Estimate(10, 20, 80)
    assert decide([limited], [Standing(0, 0)], wanted) == Fits(80), "half of 2,000 is 20 and 16 times 60, and 20 more"
    assert decide([limited], [Standing(40, 0)], wanted) == Fits(80)
    assert decide([limited], [Standing(42, 0)], wanted) == Fits(79)


def _has_room(account: Account, standing: Standing, micro_usd: int) -> bool:
    most, money = account.max_requests, account.max_micro_usd
    if most is not None and standing.requests + standing.held_requests >= most:
        return False
    return money is None or max(0, money - standing.micro_usd - standing.held_micro_usd) >= micro_usd
