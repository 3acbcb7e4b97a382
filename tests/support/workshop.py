"""Small real capabilities whose work leaves a trace: what ran, how much at once, and what it cost."""

from __future__ import annotations

import asyncio
import os
import signal
from collections import defaultdict
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from imperium.platform.capability import Capability, Context, Estimate, Result
from imperium.platform.errors import ImperiumError


class Order(BaseModel):
    """`prompt` names the piece; its result is its text in capitals."""

    model_config = ConfigDict(extra="forbid")

    prompt: str
    seconds: float = 0.0
    cost: int = 0
    expected: int | None = None


class Workshop:
    """Work goes by a prompt's first word: `failures[word]` are raised one after another before the piece succeeds,
    `waits[word]` holds it up, and the piece `deadly` kills the process when it is made, before anybody is told."""

    def __init__(self, trace: Path | None = None) -> None:
        self.trace = trace
        self.started: list[str] = []
        self.finished: list[str] = []
        self.contexts: dict[str, Context] = {}
        self.failures: defaultdict[str, list[ImperiumError]] = defaultdict(list)
        self.waits: dict[str, asyncio.Event] = {}
        self.deadly: str | None = None
        self.spent = 0
        self.busy = 0
        self.busiest = 0

    def capabilities(self) -> tuple[Capability[Any], ...]:
        return tuple(
            Capability(
                name=name,
                summary="Makes a piece.",
                inputs=Order,
                run=self.make,
                estimate=lambda order: Estimate(
                    order.seconds, order.cost if order.expected is None else order.expected
                ),
            )
            for name in ("make", "make_elsewhere")
        )

    async def make(self, order: Order, context: Context) -> Result:
        self.started.append(order.prompt)
        self.contexts[order.prompt] = context
        self.busy += 1
        self.busiest = max(self.busiest, self.busy)
        try:
            await self._work(order)
        finally:
            self.busy -= 1
        self.finished.append(order.prompt)
        self._note(order.prompt)
        if order.prompt == self.deadly:
            os.kill(os.getpid(), signal.SIGKILL)
        self.spent += order.cost
        return Result({"text": order.prompt.upper()}, "workshop", cost_micro_usd=order.cost)

    async def _work(self, order: Order) -> None:
        word = order.prompt.split()[0]
        if word in self.waits:
            await self.waits[word].wait()
        await asyncio.sleep(order.seconds)
        if failures := self.failures[word]:
            failure = failures.pop(0)
            self.spent += int(failure.extra.get("cost_micro_usd", 0))
            raise failure

    def _note(self, prompt: str) -> None:
        if self.trace is not None:
            with self.trace.open("a") as file:
                file.write(f"{prompt}\n")


def task(
    name: str, prompt: str | None = None, *, model: str = "make", config: Any = None, **params: Any
) -> dict[str, Any]:
    """A task of a workflow document that makes `prompt`."""
    return {
        "model": model,
        "prompt": name if prompt is None else prompt,
        "output_variable": name,
        "config": {"params": params, **(config or {})},
    }


def linear(*tasks: dict[str, Any]) -> dict[str, Any]:
    return {"type": "linear", "tasks": list(tasks)}


def inline(*tasks: dict[str, Any]) -> dict[str, Any]:
    return {"type": "inline", "tasks": list(tasks)}


def graph(*tasks: dict[str, Any]) -> dict[str, Any]:
    return {"type": "graph", "tasks": list(tasks)}


def after(made: dict[str, Any], *names: str, **how: str) -> dict[str, Any]:
    """The task, after others of its graph."""
    return {**made, "after": list(names), **how}
