"""Slots are shared by priority, none is idle while somebody waits, and none is ever lost."""

from __future__ import annotations

import asyncio
import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imperium.platform.fair import HOLDER, SHARES, FairSlots, Priority

PRIORITIES: tuple[Priority, ...] = ("high", "medium", "low")


class Crowd:
    """Many who want slots; `served` tells in which order they got one."""

    def __init__(self, slots: FairSlots) -> None:
        self.slots = slots
        self.served: list[Priority] = []
        self.tasks: list[asyncio.Task[None]] = []

    async def join(self, priority: Priority, count: int) -> None:
        self.tasks += [asyncio.create_task(self._one(priority)) for _ in range(count)]
        await asyncio.sleep(0)

    async def _one(self, priority: Priority) -> None:
        async with self.slots.hold(priority):
            assert self.slots.held <= self.slots.capacity
            self.served.append(priority)
            await asyncio.sleep(0)

    async def leave(self) -> None:
        await asyncio.gather(*self.tasks)


@pytest.mark.parametrize("capacity", [1, 7])
async def test_under_contention_each_priority_gets_its_share(capacity: int) -> None:
    crowd = Crowd(FairSlots(capacity))
    for priority in ("low", "medium", "high"):
        await crowd.join(priority, 1_000)
    await crowd.leave()
    for start in (100, 500, 900):  # everybody still waits
        counted = Counter(crowd.served[start : start + 200])
        for priority, share in SHARES.items():
            assert counted[priority] / 200 == pytest.approx(share, abs=0.02)


async def test_the_lowest_priority_is_served_soon() -> None:
    crowd = Crowd(FairSlots(1))
    await crowd.join("high", 500)
    await crowd.join("low", 1)
    await crowd.leave()
    assert crowd.served.index("low") < 20


@pytest.mark.parametrize("alone", PRIORITIES)
async def test_who_was_alone_pays_nothing_for_it_later(alone: Priority) -> None:
    crowd = Crowd(FairSlots(1))
    await crowd.join(alone, 500)
    await crowd.leave()
    crowd.served.clear()
    for priority in PRIORITIES:
        await crowd.join(priority, 100)
    await crowd.leave()
    counted = Counter(crowd.served[:100])
    assert all(abs(counted[priority] - 100 * share) <= 3 for priority, share in SHARES.items())


async def test_an_idle_share_goes_to_the_others() -> None:
    crowd = Crowd(FairSlots(1))
    await crowd.join("medium", 300)
    await crowd.join("low", 300)
    await crowd.leave()
    assert Counter(crowd.served[:200])["medium"] == pytest.approx(150, abs=4)


async def test_first_come_first_served_within_a_priority() -> None:
    slots, order = FairSlots(1), []

    async def one(number: int) -> None:
        async with slots.hold():
            order.append(number)
            await asyncio.sleep(0)

    await asyncio.gather(*map(one, range(50)))
    assert order == list(range(50))


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 4), st.integers(0, 2**32))
def test_whoever_gives_up_at_whatever_moment_no_slot_is_lost_or_idle(capacity: int, seed: int) -> None:
    asyncio.run(_coming_and_going(capacity, random.Random(seed)))


async def _coming_and_going(capacity: int, choose: random.Random) -> None:
    slots = FairSlots(capacity)
    holding: set[asyncio.Task[None]] = set()

    async def one(priority: Priority, turns: int) -> None:
        async with slots.hold(priority):
            me = asyncio.current_task()
            assert me is not None
            holding.add(me)
            try:
                for _ in range(turns):
                    await asyncio.sleep(0)
            finally:
                holding.discard(me)

    tasks: list[asyncio.Task[None]] = []
    for _ in range(60):
        tasks.append(asyncio.create_task(one(choose.choice(PRIORITIES), choose.randrange(4))))
        if choose.random() < 0.4:
            choose.choice(tasks).cancel()
        if choose.random() < 0.5:
            await asyncio.sleep(0)
        assert len(holding) <= slots.held <= capacity
        if sum(slots.depth().values()):
            assert slots.held == capacity, "somebody waits while a slot is free"
    await asyncio.gather(*tasks, return_exceptions=True)
    assert slots.held == 0
    assert sum(slots.depth().values()) == 0


@given(
    st.lists(st.sampled_from(PRIORITIES), min_size=1, max_size=40),
    st.integers(1, 3),
    st.lists(st.integers(0, 39), max_size=5),
)
@settings(max_examples=40)
async def test_the_line_foretells_in_which_order_all_are_served(
    priorities: list[Priority], capacity: int, leaving: list[int]
) -> None:
    slots, served, tasks = FairSlots(capacity), [], []
    for _ in range(capacity):
        await slots.acquire()

    async def wait(name: str, priority: Priority) -> None:
        HOLDER.set(name)
        async with slots.hold(priority):
            served.append(name)

    for number, priority in enumerate(priorities):
        tasks.append(asyncio.create_task(wait(f"run{number}", priority)))
        await asyncio.sleep(0)
    for number in {number for number in leaving if number < len(tasks)}:
        tasks[number].cancel()
    await asyncio.sleep(0)
    foretold = slots.line()
    assert all(slots.ahead(name) == foretold[:place] for place, name in enumerate(foretold))
    assert slots.ahead("nobody") is None
    for _ in range(capacity):
        slots.release()
        await asyncio.sleep(0)
    await asyncio.gather(*tasks, return_exceptions=True)
    assert served == foretold
    assert slots.line() == []
