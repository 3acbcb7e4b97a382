"""Running the server: for `imperium up`, and inside another command while no server is up."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from fastapi import FastAPI

from imperium.app import create_app
from imperium.platform.errors import CapacityExceeded
from imperium.platform.settings import Settings
from imperium.platform.telemetry import logs
from imperium.platform.web.install import front
from imperium.platform.web.packets import OnePacket

DRAIN_S = 5
KEEP_ALIVE_S = 75
"""Longer than clients keep a connection for another request: whoever closes first must not be the one who is asked."""


def listen(host: str, port: int) -> socket.socket:
    """A bound socket; port 0 takes a free one. Raises CapacityExceeded when the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        raise CapacityExceeded(
            f"Port {port} on {host} can't be used: {error.strerror}.", remedy="Stop what listens there, or use --port."
        ) from None
    return bound


def address_of(bound: socket.socket) -> str:
    host, port = bound.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class Server(uvicorn.Server):
    """An application on sockets that are bound already; its log is ours."""

    def __init__(self, app: FastAPI) -> None:
        super().__init__(
            uvicorn.Config(
                front(app),
                log_config=None,
                access_log=False,
                loop="none",
                http=OnePacket,
                ws="none",
                timeout_graceful_shutdown=DRAIN_S,
                timeout_keep_alive=KEEP_ALIVE_S,
                server_header=False,
                proxy_headers=False,
            )
        )


class Guest(Server):
    """A server inside another program, which keeps its own signals."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def embedded(settings: Settings) -> AsyncIterator[str]:
    """The address of a server that lives as long as the block."""
    logs.configure(production=False, level="ERROR")
    bound = listen("127.0.0.1", 0)
    serving = Guest(create_app(settings, address=address_of(bound)))
    task = asyncio.create_task(serving.serve(sockets=[bound]))
    try:
        while not serving.started:
            if task.done():
                task.result()
                raise CapacityExceeded("The server did not start.", remedy="Run `imperium doctor`.")
            await asyncio.sleep(0.01)
        yield address_of(bound)
    finally:
        serving.should_exit = True
        await task
