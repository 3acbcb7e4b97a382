import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
import structlog
import uvicorn
from fastapi import FastAPI

from imperium.platform.auth import tables
from imperium.platform.auth.authenticator import Authenticator
from imperium.platform.auth.repository import KeyRepository
from imperium.platform.database import Database
from imperium.platform.limits import DEFAULT, Limits
from imperium.platform.ratelimit import RateLimits
from imperium.platform.web.install import front, install
from imperium.platform.web.packets import OnePacket
from support.raw_client import Application, Client, Connect

Guarded = Callable[..., FastAPI]
Serve = Callable[[FastAPI], AbstractAsyncContextManager[str]]


@pytest.fixture(autouse=True, scope="session")
def plain_logs() -> Iterator[None]:
    """structlog's own tracebacks take a second each to draw."""
    structlog.configure(processors=[structlog.processors.JSONRenderer(default=repr)])
    yield
    structlog.reset_defaults()


@pytest.fixture
def repository(tmp_path: Path) -> KeyRepository:
    database = Database(None, tmp_path)
    tables.metadata.create_all(database.engine, tables=[tables.tenants, tables.users, tables.api_keys])
    return KeyRepository(database)


@pytest.fixture
def guarded(repository: KeyRepository) -> Guarded:
    """Puts the edge around an application."""

    def build(
        app: FastAPI,
        *,
        host: str = "127.0.0.1",
        rules: dict[str, tuple[int, float]] | None = None,
        limits: Limits = DEFAULT,
        hosts: tuple[str, ...] = (),
        origins: tuple[str, ...] = (),
    ) -> FastAPI:
        install(
            app,
            host=host,
            authenticator=Authenticator(repository, host),
            rate_limits=RateLimits(rules or {"/": (1_000, 60)}),
            allowed_hosts=hosts,
            allowed_origins=origins,
            limits=limits,
        )
        return app

    return build


@pytest.fixture
def serve() -> Serve:
    """Runs an application on a real server and gives its address."""

    @asynccontextmanager
    async def running(app: FastAPI) -> AsyncIterator[str]:
        config = uvicorn.Config(
            front(app), port=0, http=OnePacket, log_config=None, access_log=False, timeout_graceful_shutdown=1
        )
        server = uvicorn.Server(config)
        task = asyncio.create_task(server.serve())
        while not server.started:  # noqa: ASYNC110  (uvicorn offers no event)
            await asyncio.sleep(0.005)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
        server.should_exit = True
        await task

    return running


@pytest.fixture
async def app() -> Application:
    return Application()


@pytest.fixture
async def server(app: Application) -> AsyncIterator[uvicorn.Server]:
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            port=0,
            http=OnePacket,
            interface="asgi3",
            lifespan="off",
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=5,
        )
    )
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110  (uvicorn offers no event)
        await asyncio.sleep(0.005)
    yield server
    app.may_go_on.set()
    server.should_exit = True
    await task


@pytest.fixture
def connect(server: uvicorn.Server) -> Connect:
    port = server.servers[0].sockets[0].getsockname()[1]

    @asynccontextmanager
    async def connected() -> AsyncIterator[Client]:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            yield Client(reader, writer)
        finally:
            writer.close()

    return connected
