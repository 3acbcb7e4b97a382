"""The application of `imperium serve cdn`: published files, and nothing else. It needs no database and no keys."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import FastAPI

from imperium import __version__
from imperium.cdn import routes as cdn_routes
from imperium.cdn.compressed import CompressedCache
from imperium.platform.artifacts import ArtifactStore
from imperium.platform.auth.access import not_authenticated
from imperium.platform.auth.bind import is_loopback
from imperium.platform.auth.principal import Principal
from imperium.platform.ratelimit import RateLimits
from imperium.platform.settings import Settings
from imperium.platform.telemetry import routes as metric_routes
from imperium.platform.web import install

HEALTH = "/health"


class _Nobody:
    """Everybody is a stranger here."""

    async def authenticate(self, headers: Mapping[str, str]) -> Principal:
        raise not_authenticated("This server only delivers published files.")


def create_delivery(settings: Settings, *, host: str = "127.0.0.1") -> FastAPI:
    """Delivers what was published in the settings' data folder, also while another process works in it. Metrics are
    for this machine only."""
    app = FastAPI(title="Imperium delivery", version=__version__, docs_url=None, redoc_url=None, openapi_url=None)
    folder = settings.storage.data_folder
    artifacts = ArtifactStore(folder / "artifacts", settings.storage.max_artifact_bytes)

    @app.get(HEALTH)
    async def health() -> dict[str, str]:
        return {"status": "ok", "version": __version__}

    app.include_router(metric_routes.router)
    app.include_router(cdn_routes.public_routes(artifacts, CompressedCache(folder / "packed")))
    default = settings.rate_limits.default
    install.install(
        app,
        host=host,
        authenticator=_Nobody(),
        rate_limits=RateLimits({"/": (default.requests, default.window_seconds), cdn_routes.ASSETS: (0, 60.0)}),
        allowed_hosts=settings.server.allowed_hosts,
        allowed_origins=settings.server.allowed_origins,
        public=frozenset({HEALTH, cdn_routes.ASSETS, *(("/metrics",) if is_loopback(host) else ())}),
    )
    return app
