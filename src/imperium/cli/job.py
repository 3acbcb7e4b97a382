"""A picture or video from the terminal: ordered, followed with a bar, stopped by Ctrl-C, saved."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from imperium.cli.client import Client, connect
from imperium.cli.errors import ApiError
from imperium.kit.money import format_usd
from imperium.platform.errors import InvalidInput
from imperium.platform.settings import Settings

out = Console(highlight=False)


def given(options: list[str]) -> dict[str, Any]:
    """`name=value` pairs; a value is JSON where it is that, else text. Raises InvalidInput."""
    fields = {}
    for option in options:
        name, equals, value = option.partition("=")
        if not equals or not name.strip():
            raise InvalidInput(
                f"--set {option}: it has no value.", field="set", remedy="Write it as name=value: --set hdr=true"
            )
        try:
            fields[name.strip()] = orjson.loads(value)
        except orjson.JSONDecodeError:
            fields[name.strip()] = value
    return fields


async def make(settings: Settings, path: str, fields: dict[str, Any], folder: Path) -> None:
    """Order, follow and save. Ends the program with 1 where nothing came of it."""
    async with connect(settings) as client:
        accepted = await client.post(path, {name: value for name, value in fields.items() if value is not None})
        out.print(_promise(accepted), markup=False)
        job = await _followed(client, accepted)
        if job["status"] != "succeeded":
            out.print(f"It {job['status']}. {(job['error'] or {}).get('detail', '')}", markup=False, soft_wrap=True)
            raise typer.Exit(1)
        await _save(client, job, folder)


def _promise(accepted: dict[str, Any]) -> str:
    estimate, queue = accepted["estimate"], accepted["queue"]
    sentence = f"{accepted['id']}: about {estimate['seconds']:.0f} s, {format_usd(estimate['cost_micro_usd'])}"
    return f"{sentence}, number {queue['position']} in the line" if queue else sentence


async def _followed(client: Client, accepted: dict[str, Any]) -> dict[str, Any]:
    """The job when it has ended."""
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[left]}"), TimeElapsedColumn())
    with Progress(*columns, console=out, transient=not out.is_terminal) as bar, _stopping(client, accepted):
        shown = bar.add_task("queued", total=1.0, left="")
        async for kind, data in client.events(accepted["events_url"]):
            _show(bar, shown, kind, data)
    job: dict[str, Any] = await client.get(accepted["status_url"])
    return job


def _show(bar: Progress, shown: TaskID, kind: str, data: dict[str, Any]) -> None:
    if kind == "task.progress":
        seconds = data.get("remaining_seconds")
        left = "" if seconds is None else f"{seconds:.0f} s left"
        bar.update(shown, completed=data["fraction"], description=data["message"][:60], left=left)
    elif kind == "task.succeeded":
        bar.update(shown, completed=1.0, description="done", left="")


@contextlib.contextmanager
def _stopping(client: Client, accepted: dict[str, Any]) -> Iterator[None]:
    """The first Ctrl-C cancels the job; a second one ends the program."""
    loop, running = asyncio.get_running_loop(), set()

    async def cancel() -> None:
        with contextlib.suppress(ApiError):  # it ended in this very moment
            await client.post(accepted["cancel_url"])

    def interrupt() -> None:
        loop.remove_signal_handler(signal.SIGINT)
        running.add(asyncio.create_task(cancel()))

    with contextlib.suppress(NotImplementedError):
        loop.add_signal_handler(signal.SIGINT, interrupt)
    try:
        yield
    finally:
        with contextlib.suppress(NotImplementedError):
            loop.remove_signal_handler(signal.SIGINT)


async def _save(client: Client, job: dict[str, Any], folder: Path) -> None:
    """Every file under the name that a person would give it; one that is there stays."""
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    for artifact in job["artifacts"]:
        content = await client.download(artifact["url"])
        path = await asyncio.to_thread(_free, folder / artifact["filename"])
        await asyncio.to_thread(path.write_bytes, content)
        out.print(f"{path}  ({len(content):,} bytes)", markup=False, soft_wrap=True)
    if missing := [term["term"] for term in (job["result"] or {}).get("unmatched_terms", ())]:
        out.print(f"Not drawn as asked: {', '.join(missing)}", markup=False, soft_wrap=True)


def _free(path: Path) -> Path:
    number = 1
    while path.exists():
        number += 1
        path = path.with_name(f"{path.stem.rpartition('~')[0] or path.stem}~{number}{path.suffix}")
    return path
