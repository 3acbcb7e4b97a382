"""`imperium doctor`: what is connected, what is missing, and what that costs you."""

from __future__ import annotations

import shutil
from typing import Any

from rich.console import Console

from imperium.cli.asynchronous import finish
from imperium.cli.client import connect
from imperium.cli.options import Config, Data, settings_for
from imperium.platform.settings import Settings

out = Console(highlight=False)
LOW_DISK = 2 * 1024**3


def doctor(data: Data = None, config: Config = None) -> None:
    """What is connected, what is missing, and what that costs you."""
    settings = settings_for(data, config)
    status, models = finish(_ask(settings))
    services = status["services"]
    _line(True, f"database: {services['database']['kind']} in {settings.storage.data_folder}")
    free = shutil.disk_usage(settings.storage.data_folder).free
    _line(free > LOW_DISK, f"disk: {free / 1024**3:.1f} GiB free", "Under 2 GiB: pictures and videos may not fit.")
    _line(True, f"workers: {services['workers']['slots']} CPU-heavy jobs at once")
    _line(True, f"capabilities: {', '.join(services['capabilities']['names'])}")
    _models(models)


def _models(models: dict[str, Any]) -> None:
    if models["connected"]:
        connected = sorted({m["provider"] for m in models["models"] if m["connected"] and not m["capability"]})
        _line(True, f"models: {', '.join(connected)}")
    else:
        _line(
            False,
            "models: none connected",
            "Objectives that map to capabilities are done in full. Open questions, research, code and other free text "
            f"are answered from the knowledge base or not at all. {models['remedy']}",
        )
    for model in models["models"]:
        if model["capability"]:
            _line(True, f"{model['role']}: served by the embedded {model['capability']}")


def _line(good: bool, what: str, otherwise: str = "") -> None:
    out.print(f"{'✓' if good else '!'} {what}", style="green" if good else "yellow", markup=False, soft_wrap=True)
    if not good and otherwise:
        out.print(f"  {otherwise}", markup=False, soft_wrap=True)


async def _ask(settings: Settings) -> tuple[Any, Any]:
    async with connect(settings) as client:
        return await client.get("/status"), await client.get("/models")
