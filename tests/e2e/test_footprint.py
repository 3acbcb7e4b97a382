"""What a server carries: nothing that it isn't asked for."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import IO, Any

import aiohttp
import pytest

from imperium.app import create_app
from imperium.models.catalog import ROLES
from imperium.platform.settings import load_settings
from support.gateway import Gateway, ask
from support.upstream_app import Provider

UNASKED = {
    "aiohttp": "the web server in front of local models, and the program's own client",
    "alembic": "a database of an older version",
    "av": "a video",
    "boto3": "nothing",
    "botocore": "the master aws_kms",
    "cryptography": "a key that is kept",
    "drjit": "a picture, in a worker",
    "genai_prices": "a listed price",
    "httpx2": "a listed price",
    "jinja2": "a report, and the reference",
    "mitsuba": "a picture, in a worker",
    "numpy.ma": "nothing",
    "numpy.random": "nothing",
    "PIL": "a picture, in a worker",
    "psycopg": "PostgreSQL",
    "pygments.lexer": "a terminal",
    "redis": "the counter redis",
    "rich.console": "a terminal",
    "xllamacpp": "a local model, in a child",
}
"""Modules of megabytes, and what they are loaded for."""
IMPORTED = re.compile(r"^import time: +\d+ \| +\d+ \| +([\w.]+)$", re.MULTILINE)


class Observed(Gateway):
    """Its log tells every module that it imports; where it starts no process of its own."""

    def launch(self, log: IO[str] | int) -> subprocess.Popen[str]:
        command = [sys.executable, "-X", "importtime", "-m", "imperium", "up", "--port", "0", "--data", str(self.data)]
        return subprocess.Popen(command, env=self._environment, stderr=log, stdout=log, text=True)

    @property
    def imported(self) -> set[str]:
        return set(IMPORTED.findall(self.log))

    @property
    def children(self) -> list[str]:
        threads = Path(f"/proc/{self.pid}/task").glob("*/children")
        return [child for listed in threads for child in listed.read_text().split()]


@pytest.fixture
def observed(tmp_path: Path, provider: Provider) -> Observed:
    mock: dict[str, Any] = {"mock": {"baseUrl": f"{provider.url}/v1"}}
    limits = {"user": {"dailyRequests": 1_000, "monthlyUsd": 1_000}}
    models = dict.fromkeys(ROLES, "mock:echo")
    return Observed(tmp_path / "data", provider, models=models, providers=mock, quotas=limits)


async def test_a_server_that_answers_carries_nothing_that_it_was_not_asked_for(observed: Observed) -> None:
    async with observed.serving() as http:
        assert (await ask(http, "mock:echo")).is_whole
        assert (await ask(http, "auto", stream=True)).is_whole
        for path in ("/health", "/status", "/metrics", "/quotas", "/usage", "/providers", "/v1/models", "/stats"):
            async with http.get(path) as answer:
                assert answer.status == 200, path
        assert {"imperium", "sqlalchemy", "fastapi"} <= observed.imported, "the log tells what is imported"
        loaded = {name: UNASKED[name] for name in observed.imported & UNASKED.keys()}
        assert not loaded, "loaded although it is only for"
        assert observed.children == []


async def test_what_a_reader_asks_for_is_loaded_then(observed: Observed) -> None:
    async with observed.serving() as http:
        assert "jinja2" not in observed.imported
        await _read(http, "/docs")
        assert "jinja2" in observed.imported


async def test_schemas_that_are_built_late_are_the_same(observed: Observed, tmp_path: Path) -> None:
    at_once = create_app(load_settings(None, tmp_path / "other", {})).openapi()
    async with observed.serving() as http:
        async with http.get("/openapi.json") as answer:
            assert await answer.json() == json.loads(json.dumps(at_once))
        async with http.post("/workflow", json={"stages": 3}) as answer:
            assert (answer.status, (await answer.json())["field"]) == (422, "stages")
        assert "Warning" not in observed.log


async def _read(http: aiohttp.ClientSession, path: str) -> None:
    async with http.get(path) as answer:
        assert "<html" in await answer.text()
