"""`imperium runs`: the runs there are, and what can be done with them."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console
from rich.table import Column, Table

from imperium.cli.asynchronous import finish
from imperium.cli.client import connect
from imperium.cli.options import Config, Data, settings_for
from imperium.cli.run import collect, follow
from imperium.kit.money import format_usd
from imperium.platform.settings import Settings

app = typer.Typer(help="Runs: list, show, follow, pause, resume, cancel, collect.", no_args_is_help=True)
out = Console(highlight=False)
RunId = Annotated[str, typer.Argument(help="The id of a run: run_…")]


@app.command("list")
def list_runs(
    status: Annotated[str | None, typer.Option(help="Only these.", show_default=False)] = None,
    limit: Annotated[int, typer.Option(min=1, max=200)] = 20,
    data: Data = None,
    config: Config = None,
) -> None:
    """The latest runs."""
    page = finish(_get(settings_for(data, config), "/workflow", limit=limit, status=status))
    if not page["runs"]:
        out.print('No runs yet. Start one: imperium run "…"', markup=False)
        return
    whole = [Column(name, no_wrap=True) for name in ("run", "status", "cost", "started")]
    table = Table(*whole, "title", box=None)
    for run in page["runs"]:
        started = time.strftime("%Y-%m-%d %H:%M", time.localtime(run["created_at"]))
        table.add_row(run["run_id"], run["status"], format_usd(run["cost_micro_usd"]), started, run["title"][:60])
    out.print(table)


@app.command("show")
def show(run_id: RunId, data: Data = None, config: Config = None) -> None:
    """A run as JSON."""
    found = finish(_get(settings_for(data, config), f"/workflow/{run_id}"))
    out.print(orjson.dumps(found, option=orjson.OPT_INDENT_2).decode(), markup=False, soft_wrap=True)


@app.command("pause")
def pause(run_id: RunId, data: Data = None, config: Config = None) -> None:
    """Start nothing more of it."""
    _act(run_id, "pause", settings_for(data, config))


@app.command("cancel")
def cancel(run_id: RunId, data: Data = None, config: Config = None) -> None:
    """Stop it at once; what is finished is kept."""
    _act(run_id, "cancel", settings_for(data, config))


@app.command("resume")
def resume(run_id: RunId, data: Data = None, config: Config = None) -> None:
    """Go on with it and watch; what succeeded is neither run nor paid again."""

    async def go_on() -> dict[str, Any]:
        async with connect(settings_for(data, config)) as client:
            await client.post(f"/workflow/{run_id}/resume")
            return await follow(client, run_id)

    out.print(f"{run_id} is {finish(go_on())['status']}.", markup=False)


@app.command("collect")
def collect_run(
    run_id: RunId,
    folder: Annotated[Path, typer.Option("--out", help="The folder of results.")],
    data: Data = None,
    config: Config = None,
) -> None:
    """Write a run's page, report and files into a folder."""

    async def write() -> None:
        async with connect(settings_for(data, config)) as client:
            await collect(client, await client.get(f"/workflow/{run_id}"), folder)

    finish(write())
    out.print(str(folder / "index.html"), markup=False, soft_wrap=True)


def _act(run_id: str, action: str, settings: Settings) -> None:
    async def act() -> Any:
        async with connect(settings) as client:
            return await client.post(f"/workflow/{run_id}/{action}")

    out.print(f"{run_id} is {finish(act())['status']}.", markup=False)


async def _get(settings: Settings, path: str, **query: Any) -> Any:
    async with connect(settings) as client:
        return await client.get(path, **query)
