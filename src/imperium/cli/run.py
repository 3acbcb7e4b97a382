"""`imperium run OBJECTIVE`: from an objective in plain words to a folder of finished work."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import time
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console

from imperium.cli.asynchronous import finish
from imperium.cli.client import Client, connect
from imperium.cli.errors import ApiError
from imperium.cli.live import RunView
from imperium.cli.options import Config, Data, settings_for
from imperium.kit.money import format_usd
from imperium.platform.artifacts import safe_filename
from imperium.platform.settings import Settings

out = Console(highlight=False)


def run(
    objective: Annotated[str, typer.Argument(help="What you want, in plain words.")],
    folder: Annotated[
        Path | None, typer.Option("--out", help="The folder of results.", show_default="made from the objective")
    ] = None,
    budget: Annotated[float | None, typer.Option(help="US dollars it may cost.", show_default="no limit")] = None,
    data: Data = None,
    config: Config = None,
) -> None:
    """Turn an objective into finished work, in a folder."""
    succeeded = finish(_run(objective, folder, budget, settings_for(data, config)))
    if not succeeded:
        raise typer.Exit(1)


async def _run(objective: str, folder: Path | None, budget: float | None, settings: Settings) -> bool:
    async with connect(settings) as client:
        request = {"objective": objective} | ({"budget_usd": budget} if budget is not None else {})
        accepted = await client.post("/workflow", request)
        run_id = accepted["run_id"]
        finished = await follow(client, run_id)
        target = folder or _folder_for(objective)
        await collect(client, finished, target)
        _sum_up(finished, target)
        return bool(finished["status"] == "succeeded")


async def follow(client: Client, run_id: str) -> dict[str, Any]:
    """Show the run until it ends; the run. Ctrl-C cancels it."""
    current = await client.get(f"/workflow/{run_id}")
    with RunView(current, out) as view, cancel_on_interrupt(client, run_id):
        async for kind, data in client.events(f"/workflow/{run_id}/events"):
            view.take(kind, data)
    finished: dict[str, Any] = await client.get(f"/workflow/{run_id}")
    return finished


@contextlib.contextmanager
def cancel_on_interrupt(client: Client, run_id: str) -> Any:
    """The first Ctrl-C stops the work and keeps what there is; a second one ends the program."""
    loop = asyncio.get_running_loop()
    running: list[asyncio.Task[Any]] = []

    def interrupt() -> None:
        loop.remove_signal_handler(signal.SIGINT)
        out.print("Stopping; what is finished is kept.", style="yellow")
        running.append(asyncio.create_task(cancel()))

    async def cancel() -> None:
        with contextlib.suppress(ApiError):  # it ended in this very moment
            await client.post(f"/workflow/{run_id}/cancel")

    with contextlib.suppress(NotImplementedError):
        loop.add_signal_handler(signal.SIGINT, interrupt)
    try:
        yield
    finally:
        with contextlib.suppress(NotImplementedError):
            loop.remove_signal_handler(signal.SIGINT)


async def collect(client: Client, finished: dict[str, Any], target: Path) -> None:
    """Write `index.html`, `report.json` and every artifact, under names that a person can read."""
    run_url = f"/workflow/{finished['run_id']}"
    files = {
        "report.json": orjson.dumps(await client.get(f"{run_url}/report.json"), option=orjson.OPT_INDENT_2),
        "index.html": await client.download(f"{run_url}/report"),
    }
    for artifact in finished["artifacts"]:
        extension = artifact["name"].rpartition(".")[2]
        files[safe_filename(artifact["task"], extension)] = await client.download(artifact["url"])
    await asyncio.to_thread(_write, files, target)


def _write(files: dict[str, bytes], target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (target / name).write_bytes(content)


def _folder_for(objective: str) -> Path:
    slug = safe_filename(objective, "x").removesuffix(".x")[:40].strip("-")
    return Path(f"imperium-run-{slug}-{time.strftime('%Y%m%d-%H%M%S')}")


def _sum_up(finished: dict[str, Any], target: Path) -> None:
    if delivery := finished.get("delivery"):
        out.print(f"\n{delivery['response']}", markup=False, soft_wrap=True)
    elif finished["status"] != "succeeded":
        error = finished.get("error") or {}
        out.print(f"\nThe run is {finished['status']}. {error.get('detail', '')}", markup=False, soft_wrap=True)
    cost = format_usd(finished["cost_micro_usd"])
    out.print(f"\n{target / 'index.html'}  ({cost}; run {finished['run_id']})", markup=False, soft_wrap=True)
