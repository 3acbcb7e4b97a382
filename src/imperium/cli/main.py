"""`imperium`: one command group a file."""

from __future__ import annotations

import typer

from imperium.cli import chat, doctor, keys, models, run, runs, secrets, up
from imperium.cli.failure import Commands

app = typer.Typer(
    cls=Commands,
    name="imperium",
    help="An objective becomes a finished, paid-for, delivered piece of work.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("up")(up.up)
app.command("run")(run.run)
app.command("chat")(chat.chat)
app.add_typer(runs.app, name="runs")
app.add_typer(models.app, name="models")
app.add_typer(keys.app, name="keys")
app.add_typer(secrets.app, name="secrets")
app.command("doctor")(doctor.doctor)
