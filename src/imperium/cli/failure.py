"""What goes wrong is said on standard error."""

from __future__ import annotations

import typer


def say(sentence: str) -> None:
    typer.secho(sentence, fg="red", err=True)
