"""Running the server: for `imperium up`, and inside another command while no server is up."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn

from imperium.app import create_app
from imperium.platform.errors import CapacityExceeded
from imperium.platform.settings import Settings
from imperium.platform.telemetry import logs

DRAIN_S = 5


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


def server(settings: Settings, bound: socket.socket, host: str) -> uvicorn.Server:
    app = create_app(settings, host=host, address=address_of(bound))
    return uvicorn.Server(
        uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            loop="none",
            http="httptools",
            timeout_graceful_shutdown=DRAIN_S,
            server_header=False,
        )
    )


@asynccontextmanager
async def embedded(settings: Settings) -> AsyncIterator[str]:
    """The address of a server that lives as long as the block."""
    logs.configure(production=False, level="ERROR")
    bound = listen("127.0.0.1", 0)
    serving = server(settings, bound, "127.0.0.1")
    serving.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
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
