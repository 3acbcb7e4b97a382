"""Models that lie about what they hold are refused over HTTP: in words, with little memory, and nothing is made."""

from __future__ import annotations

import asyncio
import base64
import json
import struct
import zlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
import pytest_asyncio

from support.upstream_app import Running, serving, settings_in
from support.waiting import PATIENCE_S

pytestmark = pytest.mark.asyncio(loop_scope="module")
IMAGE = "/api/v1/generate/image"
MOST_SENT = 2**28
MOST_MIB = 1500  # of a process that reads such a file: the renderer alone takes a third of it
POINTS = np.array([[0, 0, 0], [1, 0, 0], [0, 2, 0]], "<f4").tobytes()
CAMERA = {"origin": [0, -300, 100], "target": [0, 0, 50]}


def data_uri(content: bytes, kind: str = "application/octet-stream") -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def gltf(**changes: Any) -> bytes:
    """A triangle of a metre by two, with changes."""
    document = {
        "asset": {"version": "2.0"},
        "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}, "material": 0}]}],
        "materials": [{}],
        "accessors": [{"bufferView": 0, "componentType": 5126, "count": 3, "type": "VEC3"}],
        "bufferViews": [{"buffer": 0, "byteLength": 36}],
        "buffers": [{"byteLength": 36, "uri": data_uri(POINTS)}],
        **changes,
    }
    return json.dumps(document).encode()


def accessor(**changes: Any) -> list[dict[str, Any]]:
    return [{"bufferView": 0, "componentType": 5126, "count": 3, "type": "VEC3", **changes}]


def bomb(side: int) -> bytes:
    """A PNG of a few hundred bytes that announces `side` by `side` pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)
    packed = zlib.compress(bytes(100_000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def skinned(picture: bytes) -> bytes:
    material = {"pbrMetallicRoughness": {"baseColorTexture": {"index": 0}}}
    return gltf(materials=[material], textures=[{"source": 0}], images=[{"uri": data_uri(picture, "image/png")}])


def glb(announced: int) -> bytes:
    return b"glTF" + struct.pack("<II", 2, 20 + announced) + struct.pack("<II", announced, 0x4E4F534A) + b"{}"


HOSTILE = {
    "a picture that unpacks to ten gigabytes": skinned(bomb(50_000)),
    "a billion vertices": gltf(accessors=accessor(count=10**9)),
    "a buffer of a terabyte": gltf(bufferViews=[{"buffer": 0, "byteLength": 10**12}]),
    "a chunk that isn't there": glb(2**31),
    "nodes in a circle": gltf(nodes=[{"mesh": 0, "children": [1]}, {"children": [0]}]),
    "a node that holds itself": gltf(nodes=[{"mesh": 0, "children": [0]}]),
    "a negative count": gltf(accessors=accessor(count=-3)),
    "a negative offset": gltf(accessors=accessor(byteOffset=-36)),
    "a negative accessor": gltf(meshes=[{"primitives": [{"attributes": {"POSITION": -1}}]}]),
    "a file beside it": gltf(buffers=[{"byteLength": 36, "uri": "../../../etc/passwd"}]),
    "an OBJ that names vertex 10^9": b"v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 1000000000\n",
    "an OBJ that counts back past the first": b"v 0 0 0\nv 1 0 0\nv 0 1 0\nf -1 -2 -4\n",
    "an OBJ of numbers that are none": b"v 1e999 nan inf\nv 1 0 0\nv 0 1 0\nf 1 2 3\n",
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    async with serving(settings_in(tmp_path_factory.mktemp("models"))) as server:
        yield server


def asked(model: bytes) -> dict[str, Any]:
    thing = {"maker": "uploaded", "params": {"data": base64.b64encode(model).decode()}}
    scene = {"version": 1, "things": [thing], "camera": CAMERA}
    return {"prompt": "my model", "resolution": "64x64", "samples": 1, "scene": scene}


async def ended(running: Running, model: bytes) -> dict[str, Any]:
    accepted = (await running.http.post(IMAGE, json=asked(model))).json()
    async for _ in running.events(accepted["events_url"]):
        pass
    return dict(await running.get(accepted["status_url"]))


def most_memory_mib() -> float:
    """The largest that a process begun by this one has been."""
    tree = Path("/proc/self/task").glob("*/children")
    peaks = [_peak(child) for listed in tree for child in listed.read_text().split()]
    return max(peaks, default=0.0)


def _peak(process: str) -> float:
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except FileNotFoundError:
        return 0.0
    return float(status.partition("VmHWM:")[2].split()[0]) / 1024 if "VmHWM:" in status else 0.0


@pytest.mark.parametrize("name", HOSTILE)
async def test_it_is_refused_in_words_and_nothing_is_made(running: Running, name: str) -> None:
    job = await ended(running, HOSTILE[name])
    assert job["status"] == "failed", job
    assert job["error"]["field"] == "scene.things.params.data"
    assert job["error"]["remedy"]
    assert job["artifacts"] == []
    assert most_memory_mib() < MOST_MIB
    assert "/etc/passwd" not in job["error"]["detail"] or "outside the file" in job["error"]["detail"]


async def test_a_file_that_is_too_large_is_refused_before_it_is_sent(running: Running) -> None:
    where = httpx.URL(running.address)
    reader, writer = await asyncio.open_connection(where.host, where.port)
    head = (
        f"POST {IMAGE} HTTP/1.1\r\nHost: {where.host}\r\nContent-Type: application/json\r\nContent-Length: {MOST_SENT}"
    )
    writer.write(head.encode() + b"\r\n\r\n")
    answered = await asyncio.wait_for(reader.readline(), PATIENCE_S)
    writer.close()
    assert b" 413 " in answered


async def test_what_is_right_is_drawn_by_the_same_processes(running: Running) -> None:
    job = await ended(running, gltf())
    assert job["status"] == "succeeded", job["error"]
    assert job["artifacts"]
