"""`imperium advisories`: the known vulnerabilities of packages that reviews look up offline."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Column, Table

from imperium.cli.asynchronous import finish
from imperium.cli.options import Config, Data, settings_for

app = typer.Typer(help="Known vulnerabilities of packages, for reviews.", no_args_is_help=True)
out = Console(highlight=False)

Sources = Annotated[
    list[str] | None,
    typer.Option("--from", help="A folder, a file, a zip, or the address of a zip.", show_default="OSV's archives"),
]

Allowed = Annotated[
    list[str] | None,
    typer.Option("--allow-host", help="host or host:port of a mirror that isn't public.", show_default=False),
]


@app.command("update")
def update(sources: Sources = None, allowed: Allowed = None, data: Data = None, config: Config = None) -> None:
    """Take in advisories. Ecosystems that a source says nothing of keep theirs."""
    from imperium.review.advisories.update import update

    _show(finish(update(settings_for(data, config).storage.data_folder, sources or (), allowed or ())))


@app.command("status")
def status(data: Data = None, config: Config = None) -> None:
    """How many advisories there are, and when they were taken in."""
    from imperium.review.advisories.repository import FILE, AdvisoryRepository

    path = settings_for(data, config).storage.data_folder / FILE
    if not path.is_file():
        out.print("There are none yet. `imperium advisories update` takes them in.")
        return
    with AdvisoryRepository(path) as kept:
        _show(kept.counts())
        out.print(f"taken in at {kept.taken_at()}")


def _show(counts: dict[str, int]) -> None:
    table = Table("ecosystem", Column("advisories", justify="right"), box=None)
    for ecosystem, count in counts.items():
        table.add_row(ecosystem, f"{count:,}")
    out.print(table)
