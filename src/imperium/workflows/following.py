"""What happens in a run, for whoever follows it."""

from __future__ import annotations

from collections.abc import AsyncIterator

from imperium.platform.events import Event, EventLog
from imperium.workflows.run import FINAL_EVENTS, RunState


async def happening(events: EventLog, state: RunState, after: int) -> AsyncIterator[Event]:
    """What happened after event `after`, then what happens, until the run has ended."""
    if state.is_final:
        for event in await events.read(state.id, after):
            yield event
        return
    async for event in events.follow(state.id, after, FINAL_EVENTS):
        yield event
