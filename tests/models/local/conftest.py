"""A hub and a llama-server of the test's own, and the smallest model there is."""

import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import aiohttp
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from hub_server import HubServer

from imperium.models.http.client import HttpClient
from imperium.models.keys.transport import Slips
from imperium.models.local import gguf
from imperium.models.local.hub_client import HubClient
from imperium.models.local.service import LocalModels
from imperium.models.local.store import LocalModel
from imperium.platform.settings import Settings

Configure = Callable[..., Settings]
SERVER = Path(__file__).parent / "llama_server.py"


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A model of a few thousand random weights."""
    tiny_gguf = pytest.importorskip("tiny_gguf", reason="the package gguf isn't installed")
    path = tmp_path / "files" / "Tiny-Chat-F32.gguf"
    path.parent.mkdir()
    tiny_gguf.write(path)
    return path


@pytest.fixture
def weights(tiny: Path) -> bytes:
    return tiny.read_bytes()


@pytest.fixture
def model(tiny: Path) -> LocalModel:
    return LocalModel("tiny", str(tiny), gguf.read(tiny), 0.0)


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A `llama-server` that speaks like llama.cpp's, loads anything, and fails as it is told by its arguments."""
    path = tmp_path / "llama-server"
    path.write_text(f'#!/bin/sh\nexec {sys.executable} -I {SERVER} "$@"\n')
    path.chmod(0o755)
    return path


@pytest.fixture
def configured(configure: Configure, program: Path) -> Configure:
    """Settings with the test's llama-server, its arguments, and other settings of `local`."""

    def load(*arguments: str, **local: object) -> Settings:
        return configure(local={"llamaServer": str(program), "arguments": list(arguments), **local})

    return load


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def http() -> AsyncIterator[HttpClient]:
    client = HttpClient(Slips())
    yield client
    await client.close()


@pytest.fixture
async def keep(tmp_path: Path) -> AsyncIterator[Callable[[Settings], LocalModels]]:
    """Local models in a folder, closed after the test."""
    made: list[LocalModels] = []

    def make(settings: Settings) -> LocalModels:
        made.append(LocalModels(settings, tmp_path))
        return made[-1]

    yield make
    for local in made:
        await local.close()


@pytest.fixture
async def hub() -> AsyncIterator[HubServer]:
    server = HubServer()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def client(hub: HubServer) -> AsyncIterator[HubClient]:
    async with HubClient(hub.url, None) as client:
        yield client
