"""`deploy/nginx/cdn.conf` in a real nginx: it keeps what it was sent, and sends it while the origin is gone."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path

import httpx
import pytest

from support.shelf import FILM, TEXT, filled
from support.waiting import PATIENCE_S, until

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
CONFIG = Path(__file__).parents[2] / "deploy" / "nginx" / "cdn.conf"
pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx isn't installed: Debian's package nginx-light will do")


def free_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])


def configured(folder: Path, origin: str, port: int) -> Path:
    """The shipped configuration with another origin, port and cache, and nothing else changed."""
    text = CONFIG.read_text()
    for shipped, here in {
        "server 127.0.0.1:8000;": f"server {origin};",
        "listen 8080;": f"listen 127.0.0.1:{port};",
        "/var/cache/nginx/imperium": str(folder / "cache"),
        "/run/nginx-imperium.pid": str(folder / "nginx.pid"),
        "worker_processes auto;": "worker_processes 1;",
    }.items():
        assert text.count(shipped) == 1, shipped
        text = text.replace(shipped, here)
    path = folder / "cdn.conf"
    path.write_text(text)
    return path


@contextmanager
def running(folder: Path, origin: str) -> Iterator[int]:
    assert NGINX is not None
    port = free_port()
    own = f"daemon off; error_log {folder / 'error.log'} warn;" + (" user root;" if os.geteuid() == 0 else "")
    process = subprocess.Popen([NGINX, "-c", configured(folder, origin, port), "-p", folder, "-g", own])
    try:
        yield port
    finally:
        process.terminate()
        process.wait(PATIENCE_S)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


async def test_a_hit_is_sent_while_the_origin_is_stopped(tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        async with filled(tmp_path / "origin") as shelf:
            for artifact in (shelf.film, shelf.text):
                assert (await shelf.running.http.post(f"/api/v1/assets/{artifact.name}")).status_code == 201
            film, text, private = f"/assets/{shelf.film.name}", f"/assets/{shelf.text.name}", shelf.film.url
            origin = shelf.running.address.removeprefix("http://")
            port = stack.enter_context(running(tmp_path, origin))
            await until(lambda: _answers(port))
            client = httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False)
            edge = await stack.enter_async_context(client)
            await _fills(edge, film, text, private)
        assert not _answers(int(origin.rpartition(":")[2])), "the origin is stopped"
        await _hits(edge, film, text)


async def _fills(edge: httpx.AsyncClient, film: str, text: str, private: str) -> None:
    first = await edge.get(film)
    assert (first.content, first.headers["x-cache"]) == (FILM, "MISS")
    assert "max-age=2592000, immutable" in first.headers["cache-control"]
    assert (await edge.get(text)).content == TEXT
    assert (await edge.get(private)).status_code == 404, "only what is published is delivered"
    for path in ("/", "/status", "/assets/%2e%2e%2fstatus", f"{film}/x", film.upper()):
        assert (await edge.get(path)).status_code == 404
    assert "x-request-id" not in first.headers, "of whoever asked first"
    assert (await edge.put(film, content=b"mine")).status_code == 403


async def _hits(edge: httpx.AsyncClient, film: str, text: str) -> None:
    again = await edge.get(film)
    assert (again.content, again.headers["x-cache"]) == (FILM, "HIT")
    assert "content-encoding" not in again.headers
    part = await edge.get(film, headers={"range": f"bytes=1000000-{len(FILM) - 1}"})
    assert (part.status_code, part.content) == (206, FILM[1_000_000:])
    assert part.headers["content-range"] == f"bytes 1000000-{len(FILM) - 1}/{len(FILM)}"
    assert (await edge.get(film, headers={"if-none-match": again.headers["etag"]})).status_code == 304
    packed = await edge.get(text, headers={"accept-encoding": "gzip"})
    assert packed.headers["x-cache"] == "HIT", packed.text
    assert (packed.headers["content-encoding"], packed.content) == ("gzip", TEXT)
