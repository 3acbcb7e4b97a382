"""What every kind of counter does, and that the script in Redis follows the same rule as the others."""

from __future__ import annotations

import asyncio
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from imperium.kit.kinds import discover
from imperium.models.quota.counter import Charge, Counter, CounterKind, Granted, Lapsed, Outcome, Unloaded
from imperium.models.quota.counters.memory import MemoryCounter
from imperium.models.quota.decision import Blocked
from imperium.models.quota.period import day, month
from imperium.models.quota.quota import Account, Estimate, Hold, Scope, Standing, Totals

LEASE_S = 60.0
NOW = 1_795_000_000.0
_names = count()


def account(
    max_requests: int | None = None, max_micro_usd: int | None = None, subject: str = "", monthly: bool = False
) -> Account:
    """One that no other test has."""
    scope = Scope("user", "t", subject or f"u{next(_names)}")
    period = (month if monthly else day)(NOW, "UTC")
    return Account(scope.counter(period), scope, period, max_requests, max_micro_usd)


async def reserved(
    counter: Counter, name: str, accounts: list[Account], estimate: int | Estimate, lease_s: float = LEASE_S
) -> Outcome:
    """After the accounts that the counter doesn't know were loaded as unspent."""
    wanted = Estimate.exactly(estimate) if isinstance(estimate, int) else estimate
    outcome = await counter.reserve(name, accounts, wanted, lease_s)
    if isinstance(outcome, Unloaded):
        for position, version in outcome.accounts:
            assert await counter.load(accounts[position], Totals(), version)
        outcome = await counter.reserve(name, accounts, wanted, lease_s)
    return outcome


async def held(
    counter: Counter, name: str, accounts: list[Account], estimate: int | Estimate, lease_s: float = LEASE_S
) -> Hold:
    outcome = await reserved(counter, name, accounts, estimate, lease_s)
    assert isinstance(outcome, Granted), outcome
    return Hold(name, "p", tuple(accounts), outcome.versions, outcome.micro_usd)


def test_a_kind_is_a_file() -> None:
    assert discover("imperium.models.quota.counters", CounterKind).keys() == {"memory", "redis", "postgresql"}


async def test_an_account_is_counted_from_the_ledger_first(counter: Counter) -> None:
    limited = account(max_micro_usd=1_000)
    outcome = await counter.reserve("a", [limited], Estimate.exactly(10), LEASE_S)
    assert isinstance(outcome, Unloaded)
    assert await counter.standings([limited]) == (None,)
    assert await counter.load(limited, Totals(700, 3), outcome.accounts[0][1])
    assert await counter.standings([limited]) == (Standing(700, 3),)


async def test_what_is_reserved_is_held_and_what_is_settled_is_spent(counter: Counter) -> None:
    limited = account(max_micro_usd=1_000, max_requests=10)
    hold = await held(counter, "a", [limited], 400)
    assert await counter.standings([limited]) == (Standing(0, 0, 400, 1),)
    assert await counter.settle(hold, Charge(250, 1)) == (Standing(250, 1),)


async def test_all_accounts_or_none(counter: Counter) -> None:
    wide, narrow = account(max_micro_usd=1_000), account(max_micro_usd=100)
    await held(counter, "a", [wide, narrow], 90)
    assert await reserved(counter, "b", [wide, narrow], 50) == Blocked((1,), "micro_usd", "held")
    assert await counter.standings([wide, narrow]) == (Standing(0, 0, 90, 1), Standing(0, 0, 90, 1))


async def test_spent_and_held_are_different_answers(counter: Counter) -> None:
    limited = account(max_micro_usd=100)
    hold = await held(counter, "a", [limited], 100)
    assert await reserved(counter, "b", [limited], 10) == Blocked((0,), "micro_usd", "held")
    await counter.settle(hold, Charge(95, 1))
    assert await reserved(counter, "b", [limited], 10) == Blocked((0,), "micro_usd", "spent")
    await held(counter, "c", [limited], 5)


async def test_requests_are_counted_as_well(counter: Counter) -> None:
    limited = account(max_requests=2)
    first = await held(counter, "a", [limited], 7)
    assert first.granted_micro_usd is None
    second = await held(counter, "b", [limited], 7)
    assert await reserved(counter, "c", [limited], 7) == Blocked((0,), "requests", "held")
    await counter.settle(first, Charge(0, 0))
    third = await held(counter, "c", [limited], 7)
    for hold in (second, third):
        await counter.settle(hold, Charge(1, 1))
    assert await reserved(counter, "d", [limited], 7) == Blocked((0,), "requests", "spent")


async def test_a_released_reservation_costs_nothing(counter: Counter) -> None:
    limited = account(max_micro_usd=100)
    hold = await held(counter, "a", [limited], 60)
    await counter.release(hold)
    await counter.release(hold)
    assert await counter.standings([limited]) == (Standing(0, 0),)


async def test_a_charge_without_its_reservation_is_left_to_the_ledger(counter: Counter) -> None:
    limited = account(max_micro_usd=1_000)
    hold = await held(counter, "a", [limited], 60)
    await counter.settle(hold, Charge(50, 1))
    assert await counter.settle(hold, Charge(50, 1)) == (None,), "the second call adds nothing"
    assert isinstance(await counter.reserve("b", [limited], Estimate.exactly(1), LEASE_S), Unloaded)


async def test_a_charge_while_the_ledger_is_counted_makes_it_count_again(counter: Counter) -> None:
    limited = account(max_micro_usd=1_000)
    hold = await held(counter, "a", [limited], 60)
    await counter.settle(hold, Charge(50, 1))
    await counter.settle(hold, Charge(50, 1))
    before = await counter.reserve("b", [limited], Estimate.exactly(1), LEASE_S)
    assert isinstance(before, Unloaded)
    await counter.settle(hold, Charge(50, 1))
    assert not await counter.load(limited, Totals(0, 0), before.accounts[0][1])
    after = await counter.reserve("b", [limited], Estimate.exactly(1), LEASE_S)
    assert isinstance(after, Unloaded)
    assert await counter.load(limited, Totals(50, 1), after.accounts[0][1])
    assert await counter.standings([limited]) == (Standing(50, 1),)


async def test_a_reservation_that_stands_on_an_older_count_is_not_added_to_the_new_one(counter: Counter) -> None:
    limited = account(max_micro_usd=1_000)
    early = await held(counter, "a", [limited], 60)
    other = await held(counter, "b", [limited], 60)
    await counter.settle(other, Charge(5, 1))
    await counter.settle(other, Charge(5, 1))
    await held(counter, "c", [limited], 60)
    assert await counter.settle(early, Charge(50, 1)) == (None,)


async def test_a_lease_that_ran_out_is_shown_to_who_comes_next(counter: Counter) -> None:
    limited = account(max_micro_usd=100)
    await held(counter, "lost", [limited], 80, lease_s=0.001)
    await asyncio.sleep(0.01)
    outcome = await reserved(counter, "b", [limited], 50)
    assert isinstance(outcome, Lapsed)
    (lease,) = outcome.leases
    assert (lease.account, lease.request_id, lease.micro_usd) == (0, "lost", 80)
    await counter.release(Hold("lost", "", (limited,), (lease.version,), lease.micro_usd))
    await held(counter, "b", [limited], 50)


async def test_a_lease_is_prolonged(counter: Counter) -> None:
    limited = account(max_micro_usd=100)
    hold = await held(counter, "a", [limited], 80, lease_s=0.2)
    await counter.renew([hold], LEASE_S)
    await asyncio.sleep(0.25)
    assert await reserved(counter, "b", [limited], 50) == Blocked((0,), "micro_usd", "held")


async def test_what_was_settled_is_not_prolonged(counter: Counter) -> None:
    limited = account(max_micro_usd=100)
    hold = await held(counter, "a", [limited], 80)
    await counter.settle(hold, Charge(10, 1))
    await counter.renew([hold], LEASE_S)
    assert await counter.standings([limited]) == (Standing(10, 1),)


async def test_a_period_that_begins_elsewhere_is_another_count(counter: Counter) -> None:
    """As when the time zone of a quota is changed: the name of the day is the same."""
    limited = account(max_micro_usd=100)
    hold = await held(counter, "a", [limited], 80)
    moved = Account(limited.key, limited.scope, day(NOW, "Asia/Tokyo"), None, 100)
    assert isinstance(await counter.reserve("b", [moved], Estimate.exactly(1), LEASE_S), Unloaded)
    assert (await held(counter, "b", [moved], 10)).granted_micro_usd == 10
    assert await counter.settle(hold, Charge(5, 1)) == (None,)


async def test_many_at_once_never_hold_more_than_there_is(counter: Counter) -> None:
    """Over accounts in any order: the rows of PostgreSQL are locked in one."""
    shared, other = account(max_micro_usd=1_000), account(max_micro_usd=600)
    await held(counter, "first", [shared, other], 1)
    outcomes = await asyncio.gather(
        *[reserved(counter, f"r{n}", [shared, other] if n % 2 else [other, shared], 10) for n in range(100)]
    )
    assert sum(isinstance(outcome, Granted) for outcome in outcomes) == 59
    assert await counter.standings([other]) == (Standing(0, 0, 591, 60),)


amounts = st.integers(0, 5_000)
maybe = st.none() | amounts


@given(
    limits=st.lists(st.tuples(maybe, maybe), min_size=1, max_size=4),
    spent=st.lists(st.tuples(amounts, amounts), min_size=4, max_size=4),
    asked=st.lists(st.tuples(amounts, amounts, amounts).map(sorted), min_size=1, max_size=8),
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
async def test_every_kind_decides_alike(
    counter: Counter,
    limits: list[tuple[int | None, int | None]],
    spent: list[tuple[int, int]],
    asked: list[list[int]],
) -> None:
    same = MemoryCounter((80, 90, 100))
    accounts = [account(*limit) for limit in limits]
    for each in (counter, same):
        unloaded = await each.reserve("first", accounts, Estimate.exactly(0), LEASE_S)
        assert isinstance(unloaded, Unloaded)
        for position, version in unloaded.accounts:
            await each.load(accounts[position], Totals(*spent[position]), version)
    for number, (least, usual, most) in enumerate(asked):
        estimate = Estimate(least, usual, most)
        ours = await counter.reserve(f"r{number}", accounts, estimate, LEASE_S)
        theirs = await same.reserve(f"r{number}", accounts, estimate, LEASE_S)
        assert _without_versions(ours) == _without_versions(theirs)
        assert await counter.standings(accounts) == await same.standings(accounts)


def _without_versions(outcome: Outcome) -> object:
    return outcome.micro_usd if isinstance(outcome, Granted) else outcome
