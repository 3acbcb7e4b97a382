"""Runs as the engine records them, for the page that is made of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from imperium.workflows.run import RunState

STARTED_AT = 1_794_000_000.0


@dataclass
class Done:
    """One task of a run to be, and how it ends."""

    name: str
    output: Any = None
    model: str = "writer"
    engine: str | None = "embedded:test"
    answered_by: str | None = None
    start: float = 0.0
    seconds: float = 1.0
    cost: int = 0
    stage: int = 0
    prompt: str = ""
    params: dict[str, Any] = field(default_factory=dict)
    artifacts: list[dict[str, Any]] = field(default_factory=list)
    error: dict[str, Any] | None = None
    explanation: dict[str, Any] | None = None
    status: str = "succeeded"
    after: tuple[str, ...] = ()

    def planned(self) -> dict[str, Any]:
        line = {"id": self.name, "model": self.model, "output_variable": self.name, "stage": self.stage}
        return {**line, "after": self.after} if self.after else line

    def written(self) -> dict[str, Any]:
        config = {"params": self.params}
        return {"model": self.model, "prompt": self.prompt, "output_variable": self.name, "config": config}

    def ending(self) -> tuple[str, dict[str, Any]]:
        data = {"task": self.name, "seconds": self.seconds, "cost_micro_usd": self.cost}
        if self.status == "succeeded":
            made = {"output": self.output, "engine": self.engine, "model": self.answered_by}
            return "task.succeeded", {**data, **made, "artifacts": self.artifacts, "details": {}}
        said = {"cost_micro_usd": 0, **(self.explanation or {})}
        return f"task.{self.status}", {**data, "error": self.error, "explanation": said}


def make_run(
    *tasks: Done, ends: str = "succeeded", after: float = 102.4, kind: str = "linear", **about: Any
) -> RunState:
    stages = [{"type": kind, "tasks": [t.written() for t in tasks if t.stage == n]} for n in {t.stage for t in tasks}]
    request = {"title": "Bottles", "objective": None, "variables": {}, "reused": {}, "workflow": stages, **about}
    state = RunState("run_01test")
    state.apply("run.queued", {**request, "tasks": [task.planned() for task in tasks]}, STARTED_AT)
    state.apply("run.started", {}, STARTED_AT)
    for task in tasks:
        if task.seconds >= 0.5 and task.status != "skipped":
            state.apply("task.started", {"task": task.name}, STARTED_AT + task.start)
        state.apply(*task.ending(), STARTED_AT + task.start + task.seconds)
    if ends != "running":
        state.apply(f"run.{ends}", {"error": about.get("run_error")}, STARTED_AT + after)
    return state


@pytest.fixture(scope="session")
def run() -> Callable[..., RunState]:
    return make_run


@pytest.fixture(scope="session")
def done() -> type[Done]:
    return Done
