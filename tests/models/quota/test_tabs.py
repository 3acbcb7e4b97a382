"""Tabs change nothing that is granted or told: a counter that gets its accounts as lists opens none, and says the
same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from workplace import NOON, Clock

from imperium.models.quota.counter import Charge, Granted, Lapsed, Outcome, Unloaded
from imperium.models.quota.counters.memory import MemoryCounter
from imperium.models.quota.period import day, month
from imperium.models.quota.quota import Account, Estimate, Hold, Scope, Standing, Totals

LEASE_S = 60.0
PERCENTS = (80, 90, 100)
TODAY, THIS_MONTH = day(NOON, "UTC"), month(NOON, "UTC")


def account(name: str, max_requests: int | None, max_micro_usd: int | None, monthly: bool = False) -> Account:
    scope, period = Scope("user", "t", name), THIS_MONTH if monthly else TODAY
    return Account(scope.counter(period), scope, period, max_requests, max_micro_usd)


@dataclass
class Till:
    """A counter, what is held on it, and the most that was told of each account."""

    with_tabs: bool
    percent_spent: int = 0
    clock: Clock = field(default_factory=lambda: Clock(0.0))
    holds: dict[str, Hold] = field(default_factory=dict)
    settled: Hold | None = None
    told: dict[str, Standing] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.counter = MemoryCounter(PERCENTS, self.clock)

    async def reserve(self, name: str, accounts: tuple[Account, ...], estimate: Estimate) -> Outcome:
        asked: Sequence[Account] = accounts if self.with_tabs else list(accounts)
        outcome = await self.counter.reserve(name, asked, estimate, LEASE_S)
        if isinstance(outcome, Unloaded):
            for position, version in outcome.accounts:
                before = self._spent(accounts[position])
                await self.counter.load(accounts[position], before, version)
                self._hear((accounts[position],), (Standing(before.micro_usd, before.requests),))
            outcome = await self.counter.reserve(name, asked, estimate, LEASE_S)
        if isinstance(outcome, Granted):
            self.holds[name] = Hold(name, "p", accounts, outcome.versions, outcome.micro_usd)
            self._hear(accounts, outcome.standings)
        return outcome

    def _spent(self, account: Account) -> Totals:
        """Before the first request."""
        money, requests = account.max_micro_usd or 0, account.max_requests or 0
        return Totals(money * self.percent_spent // 100, requests * self.percent_spent // 100)

    async def settle(self, name: str, charge: Charge) -> None:
        hold = self.settled = self.holds.pop(name)
        self._hear(hold.accounts, await self.counter.settle(hold, charge))

    async def settle_again(self) -> None:
        """Which makes the count doubtful: the ledger is asked."""
        if self.settled is not None:
            self._hear(self.settled.accounts, await self.counter.settle(self.settled, Charge(1, 1)))

    def _hear(self, accounts: Sequence[Account], standings: Sequence[Standing | None]) -> None:
        self.told |= {a.key: s for a, s in zip(accounts, standings, strict=False) if s}

    def reached(self, account: Account) -> list[str]:
        """The marks of which somebody would have been notified."""
        told, requests, money = self.told.get(account.key), account.max_requests, account.max_micro_usd
        spent = (told.requests, told.micro_usd) if told else (0, 0)
        both = (("requests", spent[0], requests), ("money", spent[1], money))
        return [f"{what} {p}" for what, s, limit in both for p in PERCENTS if limit and s * 100 >= limit * p]


limit = st.none() | st.integers(300, 6_000)
money = st.none() | st.integers(10_000, 900_000)
amounts = st.lists(st.integers(0, 300), min_size=3, max_size=3).map(sorted)
steps = st.lists(
    st.tuples(st.just("reserve"), st.integers(0, 1), amounts)
    | st.tuples(st.just("settle"), st.integers(0, 99), st.integers(0, 500) | st.integers(0, 900_000))
    | st.tuples(st.sampled_from(("release", "renew")), st.integers(0, 99), st.just(0))
    | st.tuples(st.sampled_from(("wait", "look", "again")), st.integers(1, 40), st.just(0))
    | st.tuples(st.just("burst"), st.integers(0, 1), st.integers(0, 600)),
    max_size=40,
)


@given(st.lists(st.tuples(limit, money), min_size=4, max_size=4), st.integers(0, 95), steps)
@settings(max_examples=300)
async def test_what_is_granted_and_told_is_the_same_without_tabs(
    limits: list[tuple[int | None, int | None]], percent_spent: int, wanted: list[tuple[str, int, object]]
) -> None:
    shared = (account("org", *limits[2]), account("org", *limits[3], monthly=True))
    people = [(account("ann", *limits[0]), *shared), (account("bob", *limits[1]), *shared)]
    tills = [Till(with_tabs, percent_spent) for with_tabs in (True, False)]
    for number, (what, at, detail) in enumerate(wanted):
        outcomes = [await _step(till, f"{number}", what, at, detail, people) for till in tills]
        assert outcomes[0] == outcomes[1]
        assert [tills[0].reached(a) for p in people for a in p] == [tills[1].reached(a) for p in people for a in p]
    every = [a for p in people for a in p]
    assert await tills[0].counter.standings(every) == await tills[1].counter.standings(every)


async def _step(
    till: Till, name: str, what: str, at: int, detail: object, people: Sequence[tuple[Account, ...]]
) -> object:
    """What a step comes to, as far as it is to be the same."""
    match what, detail:
        case "reserve", [int(least), int(usual), int(most)]:
            return _essence(await till.reserve(name, people[at], Estimate(least, usual, most)))
        case "burst", int(micro_usd):
            outcomes = []
            for n in range(60):
                outcomes.append(_essence(await till.reserve(f"{name}.{n}", people[at], Estimate.exactly(micro_usd))))
                if f"{name}.{n}" in till.holds:
                    await till.settle(f"{name}.{n}", Charge(micro_usd, 1))
            return outcomes
        case "wait", _:
            till.clock.now += at
        case "again", _:
            await till.settle_again()
        case "look", _:
            return await till.counter.standings(people[0])
        case _ if till.holds:
            held = [*till.holds][at % len(till.holds)]
            if what == "settle" and isinstance(detail, int):
                await till.settle(held, Charge(detail, 1))
            elif what == "release":
                await till.counter.release(till.holds.pop(held))
            else:
                await till.counter.renew([till.holds[held]], LEASE_S)
    return None


def _essence(outcome: Outcome) -> object:
    match outcome:
        case Granted():
            return "granted", outcome.micro_usd
        case Lapsed():
            return {(lease.account, lease.request_id, lease.micro_usd) for lease in outcome.leases}
        case _:
            return outcome


@pytest.mark.parametrize("charge", [None, 0, 40, 200])
async def test_a_limit_is_used_up_in_the_same_steps(charge: int | None) -> None:
    """By two people, fifty requests each in turns, of which every third one ends."""
    shared = account("org", None, 120_000)
    people = [(account("ann", 900, None), shared), (account("bob", None, 100_000), shared)]
    granted: dict[bool, list[object]] = {True: [], False: []}
    for with_tabs, outcomes in granted.items():
        till = Till(with_tabs)
        for n in range(3_000):
            outcomes.append(_essence(await till.reserve(f"{n}", people[n // 50 % 2], Estimate(10, 20, 80))))
            if charge is not None and n % 3 == 0 and f"{n}" in till.holds:
                await till.settle(f"{n}", Charge(charge, 1))
    assert granted[True] == granted[False]
    assert ("granted", 80) in granted[True]
    assert granted[True][-1] != ("granted", 80)


async def test_many_requests_are_told_of_once() -> None:
    till = Till(with_tabs=True)
    accounts = (account("ann", 10_000, 1_000_000), account("org", 20_000, None))
    news = 0
    for n in range(1_000):
        outcome = await till.reserve(f"{n}", accounts, Estimate(10, 20, 30))
        assert isinstance(outcome, Granted)
        assert outcome.micro_usd == 30
        told = bool(outcome.standings)
        assert await till.counter.settle(till.holds[f"{n}"], Charge(25, 1)) == ()
        news += told
    assert news == 2, "a sixteenth of 10,000 requests, then a sixteenth of what is left"
    assert await till.counter.standings(accounts) == (Standing(25_000, 1_000), Standing(25_000, 1_000))


@pytest.mark.parametrize("limits", [(None, 410_000), (10_000, None), (9_990, 410_000)])
async def test_nobody_is_notified_later(limits: tuple[int | None, int | None]) -> None:
    till = Till(with_tabs=True)
    (limited,) = accounts = (account("ann", *limits),)
    for n in range(1, 9_900):
        await till.reserve(f"{n}", accounts, Estimate(10, 20, 30))
        await till.settle(f"{n}", Charge(41, 1))
        spent = Till(with_tabs=False, told={limited.key: Standing(41 * n, n)})
        assert till.reached(limited) == spent.reached(limited)
    assert till.reached(limited)


async def test_a_request_that_costs_far_more_than_was_foreseen_is_told_at_once() -> None:
    till = Till(with_tabs=True)
    (limited,) = accounts = (account("ann", None, 1_000_000),)
    await till.reserve("a", accounts, Estimate(10, 20, 30))
    await till.reserve("b", accounts, Estimate(10, 20, 30))
    await till.settle("a", Charge(850_000, 1))
    assert till.reached(limited) == ["money 80"]
    assert till.told[limited.key] == Standing(850_000, 1, 30, 1)


@pytest.mark.parametrize("far_more", [790_000, 983_990])
async def test_what_one_spends_far_beyond_is_missing_to_the_others_at_once(far_more: int) -> None:
    org = account("org", None, 1_000_000)
    ann, bob = (account("ann", 5_000, None), org), (account("bob", 5_000, None), org)
    seen: dict[bool, list[object]] = {True: [], False: []}
    for with_tabs, steps_seen in seen.items():
        till = Till(with_tabs)
        for n in range(200):
            await till.reserve(f"{n}", ann, Estimate(10, 20, 80))
            await till.settle(f"{n}", Charge(80, 1))
        await till.reserve("far more", bob, Estimate(10, 20, 80))
        await till.settle("far more", Charge(far_more, 1))
        for n in range(200, 350):
            steps_seen.append(_essence(await till.reserve(f"{n}", ann, Estimate(10, 20, 80))))
            if f"{n}" in till.holds:
                await till.settle(f"{n}", Charge(80, 1))
            steps_seen.append(till.reached(org))
    assert seen[True] == seen[False]


async def test_what_others_hold_on_tabs_keeps_nobody_waiting() -> None:
    till = Till(with_tabs=True)
    shared = account("org", None, 100_000)
    crowd = [(account(f"p{n}", 1_000, None), shared) for n in range(60)]
    for n, accounts in enumerate(crowd):
        await till.reserve(f"{n}", accounts, Estimate(10, 20, 30))
    outcome = await till.reserve("all that is left", (shared,), Estimate.exactly(100_000 - 60 * 30))
    assert isinstance(outcome, Granted)
    assert await till.counter.standings([shared]) == (Standing(0, 0, 100_000, 61),)
