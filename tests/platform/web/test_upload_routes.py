"""Files that users bring, over a real server."""

import json
import struct
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from imperium.platform.artifacts import ArtifactStore
from imperium.platform.auth.principal import LOCAL_ADMIN
from imperium.platform.errors import NotFound
from imperium.platform.web import upload_routes

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
HEAD = json.dumps({"a": {"dtype": "F16", "shape": [1], "data_offsets": [0, 2]}}).encode()
NUMBERS = struct.pack("<Q", len(HEAD)) + HEAD + bytes(2)
WEBP = b"RIFF\x20\0\0\0WEBPVP8 " + bytes(20)


@pytest.fixture
def store(tmp_path: Path) -> ArtifactStore:
    return ArtifactStore(tmp_path / "artifacts", 4_000_000)


@pytest.fixture
async def client(store: ArtifactStore, guarded, serve) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    app.include_router(upload_routes.routes(store))
    async with serve(guarded(app)) as address, httpx.AsyncClient(base_url=address) as client:
        yield client


async def sent(client: httpx.AsyncClient, content: bytes, **query: str) -> httpx.Response:
    headers = {"content-type": "application/octet-stream"}
    return await client.post("/api/v1/artifacts", content=content, headers=headers, params=query)


@pytest.mark.parametrize(
    ("content", "ending"), [(PNG, "png"), (WEBP, "webp"), (NUMBERS, "safetensors"), (b"PK\x03\x04" + bytes(9), "zip")]
)
async def test_a_file_is_kept_as_what_it_is(client, store, content, ending):
    answer = await sent(client, content, filename="../../My Bottle.exe")
    assert answer.status_code == 201, answer.text
    told = answer.json()
    assert told["name"].endswith(f".{ending}")
    assert told["filename"] == f"my-bottle-exe.{ending}"
    assert told["size"] == len(content)
    assert store.of(LOCAL_ADMIN.tenant).path(told["name"]).read_bytes() == content
    with pytest.raises(NotFound):
        store.of("somebody else").path(told["name"])


@pytest.mark.parametrize("content", [b"", b"<svg onload=alert()>", b"\x80\x04N.", b"\xff" * 8 + b"{}", b"RIFF1234WAVE"])
async def test_what_it_cannot_be_is_refused_and_not_kept(client, store, content):
    answer = await sent(client, content)
    assert answer.status_code == 422
    assert "safetensors" in answer.json()["remedy"]
    assert not list(store.folder.rglob("*.*"))


async def test_more_than_is_stored_is_refused(client, store):
    assert (await sent(client, PNG + bytes(4_000_000))).status_code == 413
    assert not [path for path in store.folder.rglob("*") if path.is_file()]
