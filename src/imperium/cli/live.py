"""A run in the terminal: a live table of stages and tasks, or plain lines when nobody watches a screen."""

from __future__ import annotations

import time
from typing import Any

from rich.console import Console, Group
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from imperium.kit.money import format_usd

STYLES = {
    "queued": "dim",
    "running": "cyan",
    "succeeded": "green",
    "failed": "red",
    "skipped": "yellow",
    "cancelled": "yellow",
}
MARKS = {"queued": "·", "running": "▸", "succeeded": "✓", "failed": "✗", "skipped": "–", "cancelled": "–"}


class Task:
    """What is shown of one task."""

    def __init__(self, view: dict[str, Any]) -> None:
        self.id: str = view["id"]
        self.stage: int = view["stage"]
        self.model: str = view["model"]
        self.status: str = view["status"]
        self.engine: str = view.get("engine") or ""
        self.cost: int = view.get("cost_micro_usd", 0)
        self.seconds: float = view.get("seconds", 0.0)
        self.began: float | None = view.get("started_at") if self.status == "running" else None
        self.fraction = 0.0
        self.message = ""


class RunView:
    """Follows a run's events and draws them. Use as a context manager."""

    def __init__(self, run: dict[str, Any], console: Console) -> None:
        self.title = run["title"]
        self.tasks = {view["id"]: Task(view) for view in run["tasks"]}
        self.status = run["status"]
        self._console = console
        self._started = time.monotonic()
        self._live = Live(console=console, refresh_per_second=8, get_renderable=self._draw, transient=False)

    def __enter__(self) -> RunView:
        if self._console.is_terminal:
            self._live.start()
        else:
            self._say(f"{self.title}: {len(self.tasks)} task{'' if len(self.tasks) == 1 else 's'}")
        return self

    def __exit__(self, *exc: object) -> None:
        if self._console.is_terminal:
            self._live.stop()

    def take(self, kind: str, data: dict[str, Any]) -> None:
        """Take an event into account."""
        if kind.startswith("run."):
            self.status = {"run.started": "running"}.get(kind, kind.removeprefix("run."))
            return
        task = self.tasks.get(data.get("task", ""))
        if task is None:
            return
        if kind == "task.progress":
            task.fraction, task.message = data["fraction"], data["message"]
            if task.status == "queued":
                self._begin(task)
        elif kind == "task.started":
            self._begin(task)
        elif kind == "task.retried":
            task.message = f"waits {data['wait_s']:.0f} s: {data['error']['detail']}"
            self._plain(task, task.message)
        elif kind in ("task.succeeded", "task.failed", "task.skipped"):
            self._end(task, kind.removeprefix("task."), data)

    def _begin(self, task: Task) -> None:
        if task.status != "running":
            task.status, task.began = "running", time.time()
            self._plain(task, "started")

    def _end(self, task: Task, status: str, data: dict[str, Any]) -> None:
        task.status, task.began = status, None
        task.seconds, task.cost = data.get("seconds", 0.0), data.get("cost_micro_usd", task.cost)
        task.engine, task.fraction = data.get("engine") or "", 1.0
        task.message = "" if status == "succeeded" else data["error"]["detail"]
        self._plain(
            task, f"{status} in {task.seconds:.1f} s, {format_usd(task.cost)} {task.engine} {task.message}".strip()
        )

    def _plain(self, task: Task, sentence: str) -> None:
        if not self._console.is_terminal:
            self._say(f"[{time.monotonic() - self._started:6.1f} s] {task.id}: {sentence}")

    def _say(self, sentence: str) -> None:
        self._console.print(sentence, markup=False, highlight=False, soft_wrap=True)

    def _draw(self) -> Group:
        table = Table(box=None, padding=(0, 1), show_header=False, expand=False)
        for _ in range(7):
            table.add_column(no_wrap=True)
        shown_stage = -1
        for task in self.tasks.values():
            stage = str(task.stage + 1) if task.stage != shown_stage else ""
            shown_stage = task.stage
            table.add_row(*self._row(stage, task))
        done = sum(task.status not in ("queued", "running") for task in self.tasks.values())
        cost = sum(task.cost for task in self.tasks.values())
        head = Text.assemble(
            (self.title, "bold"),
            (f"   {done} of {len(self.tasks)} · {time.monotonic() - self._started:.0f} s · {format_usd(cost)}", "dim"),
        )
        return Group(head, table)

    def _row(self, stage: str, task: Task) -> list[Any]:
        style = STYLES[task.status]
        seconds = time.time() - task.began if task.began else task.seconds
        bar: Any = ProgressBar(total=1.0, completed=task.fraction, width=14) if task.status == "running" else ""
        return [
            Text(stage, "dim"),
            Text(MARKS[task.status], style),
            Text(task.id, style),
            Text(task.engine or task.model, "dim"),
            Text(f"{seconds:6.1f} s" if seconds else "", "dim"),
            bar or Text(format_usd(task.cost) if task.status == "succeeded" else "", "dim"),
            Text(task.message[:70], "dim"),
        ]
