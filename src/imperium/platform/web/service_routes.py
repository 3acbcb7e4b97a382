"""`/health` and `/status`."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import APIRouter
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from imperium import __version__
from imperium.platform.auth.access import require
from imperium.platform.auth.principal import Principal, Role
from imperium.platform.problems import documents

Viewer = Annotated[Principal, require(Role.VIEWER)]


def routes(services: Callable[[], Awaitable[dict[str, Any]]]) -> APIRouter:
    """`services()` tells what each part is doing, by name."""
    router = APIRouter(tags=["service"])
    started = time.time()

    @router.get("/", include_in_schema=False)
    async def front() -> Response:
        return RedirectResponse("/docs")

    @router.get("/health", summary="Whether the server lives")
    async def health() -> dict[str, str]:
        return {"status": "ok", "version": __version__}

    @router.get("/status", summary="What each part is doing", responses=documents(401, 429))
    async def status(caller: Viewer) -> dict[str, Any]:
        return {
            "status": "ok",
            "version": __version__,
            "uptime_seconds": round(time.time() - started, 1),
            "services": await services(),
        }

    return router
