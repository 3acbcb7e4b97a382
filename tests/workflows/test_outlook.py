"""What is told of work that waits, and of what is left of work that goes on."""

from __future__ import annotations

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from imperium.platform.events import EventLog
from imperium.platform.fair import HOLDER, FairSlots, Priority
from imperium.workflows.outlook import USUAL_S, Outlook
from imperium.workflows.port import remaining

EXPECTED = {"first": [30.0, 0], "second": [12.0, 0]}


class Events(EventLog):
    """Shows without storing."""

    def __init__(self) -> None:
        self._shown, self._listeners = {}, {}  # type: ignore[assignment]


async def stand(slots: FairSlots, name: str, priority: Priority = "medium") -> asyncio.Task[None]:
    async def wait() -> None:
        HOLDER.set(name)
        await slots.acquire(priority)

    task = asyncio.create_task(wait())
    await asyncio.sleep(0)
    return task


async def test_a_place_counts_what_is_ahead_at_the_workers_and_behind_them() -> None:
    runs, workers = FairSlots(1), FairSlots(1)
    outlook = Outlook(runs, workers, Events(), lambda run: {"terms": {"expected": EXPECTED.get(run)}})
    assert outlook.next_place() is None
    await runs.acquire()
    await workers.acquire()
    tasks = [await stand(workers, "first"), await stand(workers, "second"), await stand(runs, "third")]
    places = {name: outlook.place(name) for name in ("first", "second", "third", "fourth")}
    assert places["fourth"] is None
    assert [(place.position, place.wait_s) for place in places.values() if place] == [(1, 0), (2, 30), (3, 42)]
    assert outlook.next_place() is not None
    assert outlook.next_place().position == 4  # type: ignore[union-attr]
    assert outlook.next_place().wait_s == 42 + USUAL_S  # type: ignore[union-attr]
    for task in tasks:
        task.cancel()


async def test_what_is_being_worked_on_has_to_end_first() -> None:
    runs, workers, events = FairSlots(9), FairSlots(1), Events()
    outlook = Outlook(runs, workers, events, lambda run: {})
    await workers.acquire()
    events.show("busy", "task.progress", "t", {"fraction": 0.5, "message": "half", "remaining_seconds": 20.0})
    task = await stand(workers, "next")
    left = outlook.progress("busy")
    assert left is not None
    assert (left.fraction, left.message, left.preview) == (0.5, "half", None)
    assert 0 <= (left.remaining_s or 0) <= 20
    events.show("busy", "preview", "t", {"url": "data:image/jpeg;base64,/9j/"})
    assert outlook.progress("busy").preview == "data:image/jpeg;base64,/9j/"  # type: ignore[union-attr]
    assert outlook.place("next") is not None
    assert outlook.progress("next") is None
    task.cancel()


@given(st.floats(0, 1), st.floats(0.01, 1e5))
def test_an_even_pace_is_foretold_exactly_and_done_is_done(fraction: float, whole_s: float) -> None:
    assert abs(remaining(fraction, fraction * whole_s, whole_s) - (1 - fraction) * whole_s) <= whole_s * 1e-9
    assert remaining(1.0, whole_s, 1.0) == 0
    assert remaining(fraction, whole_s, 1.0) >= 0
