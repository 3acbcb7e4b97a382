"""The program itself, opened once on an empty folder: its API, its capabilities, and what each path asks for."""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI

from imperium.app import create_app
from imperium.platform.auth.principal import Role
from imperium.platform.auth.repository import KeyRepository
from imperium.platform.auth.service import Keys
from imperium.platform.capability import Capability
from imperium.platform.settings import Settings, load_settings
from imperium.platform.telemetry import logs

Operation = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Product:
    """`roles` says which role each (method, path) asks for: none, or the lowest one that is let in."""

    settings: Settings
    api: Mapping[str, Any]
    capabilities: tuple[Capability[Any], ...]
    roles: Mapping[Operation, str]


@cache
def product() -> Product:
    logs.configure(level="ERROR")
    return asyncio.run(_opened())


async def _opened() -> Product:
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(None, Path(folder), {})
        app = create_app(settings)
        async with app.router.lifespan_context(app):
            capabilities = tuple(sorted(app.state.platform.registry, key=lambda capability: capability.name))
            return Product(settings, app.openapi(), capabilities, await _roles(app))


async def _roles(app: FastAPI) -> dict[Operation, str]:
    """What a visitor without a key, and one with the lowest role, are told at every path."""
    keys = Keys(KeyRepository(app.state.platform.database))
    _, key = await keys.create("reference", Role.VIEWER)
    transport = httpx.ASGITransport(app)
    operations = [(method, path) for path, methods in app.openapi()["paths"].items() for method in methods]
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        return {operation: await _role(client, key, *operation) for operation in operations}


async def _role(client: httpx.AsyncClient, key: str, method: str, path: str) -> str:
    url = path.replace("{", "").replace("}", "")
    body: dict[str, str] | None = {} if method == "post" else None
    if (await client.request(method, url, json=body)).status_code != 401:
        return "none"
    answer = await client.request(method, url, json=body, headers={"authorization": f"Bearer {key}"})
    refused = re.search(r"needs the role (\w+)", answer.text) if answer.status_code == 403 else None
    return refused[1] if refused else Role.VIEWER.label
