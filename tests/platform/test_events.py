"""Events are stored, then seen; a follower misses none and sees none twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from imperium.platform import events as module
from imperium.platform.database import Database
from imperium.platform.errors import InvalidInput
from imperium.platform.events import Event, EventLog
from imperium.platform.journal import Journal

END = frozenset({"end"})


async def followed(stream: AsyncIterator[Event]) -> list[Event]:
    return [event async for event in stream]


async def test_a_follower_gets_what_is_stored_and_then_what_comes(events: EventLog) -> None:
    for number in range(5):
        await events.append("s", "n", {"n": number})
    follower = asyncio.create_task(followed(events.follow("s", 2, END)))
    await asyncio.sleep(0.02)
    await events.append("s", "n", {"n": 5})
    await events.append("s", "end", {})
    assert [event.id for event in await follower] == [3, 4, 5, 6, 7]


async def test_followers_that_join_at_any_time_see_each_event_once(events: EventLog) -> None:
    followers = []
    for number in range(1, 301):
        appended = events.append("s", "n" if number < 300 else "end", {"n": number})
        if number % 20 == 0:
            followers.append(asyncio.create_task(followed(events.follow("s", number // 2, END))))
            await asyncio.sleep(0)
        if number % 50 == 0:
            await appended
    for joined, follower in enumerate(followers, start=1):
        assert [event.id for event in await follower] == list(range(joined * 10 + 1, 301))


async def test_what_is_seen_is_stored(database: Database, events: EventLog) -> None:
    async for event in _two_of(events):
        reader = EventLog(database, Journal(database))
        assert event in await reader.read("s")


async def _two_of(events: EventLog) -> AsyncIterator[Event]:
    events.append("s", "n", {})
    events.append("s", "end", {})
    async for event in events.follow("s", 0, END):
        yield event


async def test_an_end_that_was_gone_back_on_is_no_end(events: EventLog) -> None:
    for kind in ("n", "end", "resumed"):
        await events.append("s", kind, {})
    follower = asyncio.create_task(followed(events.follow("s", 0, END)))
    await asyncio.sleep(0.02)
    await events.append("s", "end", {})
    assert [event.type for event in await follower] == ["n", "end", "resumed", "end"]


async def test_progress_is_seen_and_not_stored(events: EventLog) -> None:
    await events.append("s", "begin", {})
    following = events.follow("s", 0, END)
    assert (await anext(following)).type == "begin"
    follower = asyncio.create_task(followed(following))
    await asyncio.sleep(0)
    events.progress("s", "progress", {"fraction": 0.5})
    await events.append("s", "end", {})
    assert [(event.id, event.type) for event in await follower] == [(None, "progress"), (2, "end")]
    assert [event.type for event in await events.read("s")] == ["begin", "end"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_slow_follower_is_served_from_what_is_stored(events: EventLog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LISTENER_BACKLOG", 10)
    slow = events.follow("s", 0, END)
    await events.append("s", "n", {})
    seen = [await anext(slow)]
    await asyncio.gather(*(events.append("s", "n", {}) for _ in range(200)))
    await events.append("s", "end", {})
    seen += [event async for event in slow]
    assert [event.id for event in seen] == list(range(1, 203))


async def test_another_process_goes_on_with_the_numbers(database: Database, journal: Journal, events: EventLog) -> None:
    await events.append("s", "n", {})
    again = EventLog(database, journal)
    assert [event.id for event in await again.open("s")] == [1]
    await again.append("s", "n", {})
    third = EventLog(database, journal)
    assert await third.next_id("s") == 3
    assert [event.id for event in await third.read("s", after=1)] == [2]


async def test_streams_know_nothing_of_each_other(events: EventLog) -> None:
    follower = asyncio.create_task(followed(events.follow("a", 0, END)))
    await asyncio.sleep(0.02)
    await asyncio.gather(events.append("b", "end", {}), events.append("b", "n", {}))
    await events.append("a", "end", {})
    assert [(event.stream, event.id) for event in await follower] == [("a", 1)]


async def test_what_is_no_json_is_refused_with_the_reason(events: EventLog) -> None:
    for odd in ({1, 2}, 10**30, "\ud800"):
        with pytest.raises(InvalidInput, match="JSON"):
            events.append("s", "n", {"odd": odd})


async def test_who_joins_late_is_shown_how_things_stand(events: EventLog) -> None:
    await events.append("s", "begin", {})
    for fraction in (0.1, 0.5):
        events.show("s", "preview", "task", {"fraction": fraction})
    follower = asyncio.create_task(followed(events.follow("s", 0, END)))
    await asyncio.sleep(0.02)
    events.show("s", "preview", "task", {"fraction": 0.9})
    await events.append("s", "end", {})
    seen = [(event.type, event.data.get("fraction")) for event in await follower]
    assert seen[0] == ("begin", None)
    assert [fraction for kind, fraction in seen if kind == "preview"][-1] == 0.9
    assert [event.type for event in await events.read("s")] == ["begin", "end"]
    events.forget("s")
    assert events.shown("s") == []


async def test_only_the_latest_of_each_subject_is_kept_and_not_of_many(events: EventLog) -> None:
    for number in range(module.MOST_SHOWN + 5):
        events.show("s", "preview", f"task{number}", {"n": number})
    events.show("s", "preview", "task9", {"n": 99})
    kept = [event.data["n"] for event in events.shown("s")]
    assert kept == [*(n for n in range(5, module.MOST_SHOWN + 5) if n != 9), 99]
