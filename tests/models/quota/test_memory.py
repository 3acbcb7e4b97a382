"""What only the counter in this process does: a reservation is kept once for all its accounts."""

from __future__ import annotations

from workplace import NOON, Clock

from imperium.models.quota.counter import Charge, Granted, Lapsed, Unloaded
from imperium.models.quota.counters.memory import MemoryCounter
from imperium.models.quota.period import day
from imperium.models.quota.quota import Account, Estimate, Hold, Scope, Standing, Totals

LEASE_S = 60.0
TODAY = day(NOON, "UTC")


def account(name: str) -> Account:
    scope = Scope("user", "t", name)
    return Account(scope.counter(TODAY), scope, TODAY, None, 1_000)


async def opened(monotonic: Clock, *accounts: Account) -> MemoryCounter:
    counter = MemoryCounter((80, 90, 100), monotonic)
    outcome = await counter.reserve("first", accounts, Estimate.exactly(0), LEASE_S)
    assert isinstance(outcome, Unloaded)
    for position, version in outcome.accounts:
        assert await counter.load(accounts[position], Totals(), version)
    return counter


async def held(counter: MemoryCounter, name: str, *accounts: Account) -> Hold:
    outcome = await counter.reserve(name, accounts, Estimate.exactly(100), LEASE_S)
    assert isinstance(outcome, Granted), outcome
    return Hold(name, "p", accounts, outcome.versions, outcome.micro_usd)


async def test_part_of_a_reservation_can_end(monotonic: Clock) -> None:
    one, two, three = account("one"), account("two"), account("three")
    counter = await opened(monotonic, one, two, three)
    hold = await held(counter, "a", one, two, three)
    await counter.release(Hold("a", "", (two,), (hold.versions[1],), 100))
    assert await counter.standings([one, two, three]) == (
        Standing(0, 0, 100, 1),
        Standing(0, 0),
        Standing(0, 0, 100, 1),
    )
    assert await counter.settle(hold, Charge(70, 1)) == (Standing(70, 1), None, Standing(70, 1))


async def test_what_lapses_is_held_until_it_is_looked_up_account_by_account(monotonic: Clock) -> None:
    one, two = account("one"), account("two")
    counter = await opened(monotonic, one, two)
    hold = await held(counter, "lost", one, two)
    monotonic.now += LEASE_S - 1
    later = await held(counter, "later", one, two)
    monotonic.now += 1
    outcome = await counter.reserve("b", [two], Estimate.exactly(1), LEASE_S)
    assert isinstance(outcome, Lapsed)
    assert [(lease.account, lease.request_id, lease.version) for lease in outcome.leases] == [
        (0, "lost", hold.versions[1])
    ]
    assert await counter.standings([one, two]) == (Standing(0, 0, 200, 2),) * 2
    await counter.settle(Hold("lost", "", (two,), (hold.versions[1],), 100), Charge(30, 1))
    await held(counter, "b", two)
    assert isinstance(await counter.reserve("c", [one], Estimate.exactly(1), LEASE_S), Lapsed)
    assert await counter.settle(later, Charge(5, 1)) == (Standing(5, 1, 100, 1), Standing(35, 2, 100, 1))


async def test_what_lapsed_is_prolonged_by_who_still_runs(monotonic: Clock) -> None:
    one, two = account("one"), account("two")
    counter = await opened(monotonic, one, two)
    hold = await held(counter, "slow", one, two)
    monotonic.now += LEASE_S
    assert isinstance(await counter.reserve("b", [one], Estimate.exactly(1), LEASE_S), Lapsed)
    await counter.renew([hold], LEASE_S)
    await held(counter, "b", one, two)
    assert await counter.settle(hold, Charge(10, 1)) == (Standing(10, 1, 100, 1),) * 2


async def test_one_name_holds_once(monotonic: Clock) -> None:
    one, two = account("one"), account("two")
    counter = await opened(monotonic, one, two)
    await held(counter, "a", one, two)
    again = await held(counter, "a", two)
    assert await counter.standings([one, two]) == (Standing(0, 0), Standing(0, 0, 100, 1))
    assert await counter.settle(again, Charge(1, 1)) == (Standing(1, 1),)
