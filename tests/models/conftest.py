"""A model service over real providers on loopback."""

import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from ledger import Ledger
from upstream import Upstream

from imperium.models.knowledge import Knowledge
from imperium.models.service import ModelService
from imperium.platform.database import Database
from imperium.platform.settings import Settings, load_settings

Configure = Callable[..., Settings]
NOBODY: Mapping[str, float] = {}


@pytest.fixture
async def upstream() -> AsyncIterator[Upstream]:
    server = Upstream()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


@pytest.fixture
def configure(tmp_path: Path) -> Configure:
    """Settings from a user's file with these sections; waits between tries are short."""

    def load(**sections: Any) -> Settings:
        resilience = {"baseDelaySeconds": 0.01, "maxDelaySeconds": 0.02, "failureThreshold": 50}
        path = tmp_path / "settings.json"
        path.write_bytes(orjson.dumps({"resilience": resilience, **sections}))
        return load_settings(path, tmp_path, {})

    return load


@pytest.fixture
def connect(upstream: Upstream, configure: Configure) -> Configure:
    """Settings in which openai, anthropic and google_ai lead to the test's server, and these roles are mapped.
    `patience_s` tells for single providers after how long a silence they are given up."""

    def load(
        models: dict[str, Any] | None = None, patience_s: Mapping[str, float] = NOBODY, **sections: Any
    ) -> Settings:
        providers: dict[str, dict[str, Any]] = {
            "openai": {"baseUrl": f"{upstream.url}/v1", "apiKey": "sk-openai-secret"},
            "anthropic": {"baseUrl": upstream.url, "apiKey": "sk-ant-secret"},
            "google_ai": {"baseUrl": f"{upstream.url}/v1beta", "apiKey": "google-secret"},
        }
        for name, seconds in patience_s.items():
            providers[name] |= {"timeoutSeconds": seconds, "stallSeconds": seconds}
        routes = {"askCategorizer": False, **sections.pop("routes", {})}
        return configure(models=models or {}, providers=providers, routes=routes, **sections)

    return load


@pytest.fixture
async def serve(ledger: Ledger, tmp_path: Path) -> AsyncIterator[Callable[[Settings], ModelService]]:
    made: list[ModelService] = []

    def make(settings: Settings) -> ModelService:
        made.append(ModelService(settings, ledger.write, Knowledge.load(tmp_path)))
        return made[-1]

    yield make
    for service in made:
        await service.close()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(None, tmp_path)
    database.migrate()
    yield database
    database.close()
