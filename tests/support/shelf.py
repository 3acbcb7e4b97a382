"""A store with files of every kind, delivered by the application on loopback."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from imperium.platform.artifacts import Artifact
from imperium.platform.auth.principal import LOCAL_ADMIN
from support.upstream_app import Running, serving, settings_in

FILM = bytes(range(256)) * 5_000
TEXT = json.dumps([{"frame": number, "light": "warm"} for number in range(2_000)]).encode()

DRAWING = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"


@dataclass(frozen=True)
class Shelf:
    running: Running
    film: Artifact
    text: Artifact
    drawing: Artifact
    tiny: Artifact


@asynccontextmanager
async def filled(folder: Path) -> AsyncIterator[Shelf]:
    async with serving(settings_in(folder)) as running:
        store = running.app.state.platform.artifacts.of(LOCAL_ADMIN.tenant)
        yield Shelf(
            running,
            await store.put_bytes(FILM, "film", "mp4"),
            await store.put_bytes(TEXT, "light", "json"),
            await store.put_bytes(DRAWING, "x", "svg"),
            await store.put_bytes(b"{}", "tiny", "json"),
        )
