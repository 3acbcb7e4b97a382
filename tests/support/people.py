"""Two people of one organisation, of whom Ann has a provider of her own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yarl import URL

from imperium.platform.auth.principal import Role
from imperium.platform.auth.repository import KeyRepository
from imperium.platform.auth.service import Keys
from imperium.platform.settings import Settings
from support.upstream_app import Running, serving, settings_in

ANNS_KEY = "sk-of-ann-alone-0123456789"
LAB = "mylab"


@dataclass(frozen=True)
class Person:
    """Somebody with an API key."""

    running: Running
    headers: Mapping[str, str]

    async def post(self, path: str, status: int, body: Any = None, **headers: str) -> Any:
        answer = await self.running.http.post(path, json=body, headers={**self.headers, **headers})
        assert answer.status_code == status, answer.text
        return answer.json()

    async def get(self, path: str) -> Any:
        return await self.running.get(path, headers=self.headers)

    async def run(self, **request: Any) -> Any:
        """The whole run that `/workflow` starts, when it has ended."""
        begun = await self.running.http.post("/workflow", json=request, headers=self.headers)
        assert begun.status_code in (200, 202), begun.text
        run_id = begun.json()["run_id"]
        async for _ in self.running.events(f"/workflow/{run_id}/events", **self.headers):
            pass
        return await self.get(f"/workflow/{run_id}")

    async def connect(self, url: str, *models: str, **more: Any) -> Any:
        """With a provider of their own; it serves every role with the first of its models."""
        own = {"provider_name": LAB, "api_key": ANNS_KEY, "base_url": f"{url}/v1", "models": models, **more}
        return await self.post("/user-providers", 201, own)


def settings_for(folder: Path, url: str, **sections: Any) -> Settings:
    """Settings in which users may connect what is at `url`, and nothing else is connected."""
    host = URL(url).authority
    secrets = {"keyFile": str(folder / "master.json"), "allowedHosts": [host]}
    sections = {"routes": {"askCategorizer": False}, **sections}
    return settings_in(folder / "data", secrets=secrets, **sections)


@asynccontextmanager
async def people(settings: Settings, *roles: Role) -> AsyncIterator[list[Person]]:
    """The application, and somebody of each role in one organisation; two members, if no role is named."""
    async with serving(settings) as running:
        keys = Keys(KeyRepository(running.app.state.platform.database))
        made = [await keys.create("", role, "acme") for role in roles or (Role.MEMBER, Role.MEMBER)]
        yield [Person(running, {"authorization": f"Bearer {token}"}) for _, token in made]
