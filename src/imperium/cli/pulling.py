"""A pull in the terminal: a bar with speed and time left, or plain lines when nobody watches a screen."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

STEPS = 10
"""Plain lines of one pull, besides the first."""


def in_gib(size: int | None) -> str:
    """`2.3 GiB`, or `12.5 MiB` where that says more; empty when it isn't known."""
    if size is None:
        return ""
    return f"{size / 1024**3:.1f} GiB" if size >= 1024**3 / 10 else f"{size / 1024**2:.1f} MiB"


class PullView:
    """Shows the steps of a pull. Use as a context manager."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._told = 0
        self._task: TaskID | None = None
        columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(True), TransferSpeedColumn())
        self._progress = Progress(*columns, TimeRemainingColumn(), console=console)

    def __enter__(self) -> PullView:
        if self._console.is_terminal:
            self._progress.start()
        return self

    def __exit__(self, *exc: object) -> None:
        if self._console.is_terminal:
            self._progress.stop()

    def take(self, kind: str, step: dict[str, Any]) -> None:
        if kind == "chosen":
            self._choose(step)
        elif self._task is not None:
            self._progress.update(self._task, completed=step["have"])
        else:
            self._tell(step)

    def _choose(self, step: dict[str, Any]) -> None:
        others = [other for other in step["others"] if not step["reference"].endswith(f":{other}")]
        there = f"; there is also {', '.join(others)}" if others else ""
        self._say(f"Pulling {step['reference']}, {in_gib(step['size'])}{there}.")
        if self._console.is_terminal:
            self._task = self._progress.add_task(step["reference"].partition(":")[2], total=step["size"])

    def _tell(self, step: dict[str, Any]) -> None:
        reached = STEPS * step["have"] // step["size"]
        if reached > self._told:
            self._told = reached
            self._say(f"{100 * step['have'] // step['size']} % of {in_gib(step['size'])}")

    def _say(self, sentence: str) -> None:
        self._console.print(sentence, markup=False, soft_wrap=True)
