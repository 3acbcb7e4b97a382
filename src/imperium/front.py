"""The HTTP front of an application: what each part of it answers, and what stands guard before it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Literal

from fastapi import APIRouter, FastAPI

from imperium.brain import routes as brain_routes
from imperium.brain import scheduling_routes
from imperium.cdn import routes as cdn_routes
from imperium.cdn.compressed import CompressedCache
from imperium.chat import routes as chat_routes
from imperium.chat import statistics
from imperium.images import openai_routes
from imperium.images import routes as image_routes
from imperium.intelligences import routes as intelligence_routes
from imperium.intelligences.advanced_media import routes as media_routes
from imperium.intelligences.product_content import routes as content_routes
from imperium.models import routes as model_routes
from imperium.models.feedback import routes as feedback_routes
from imperium.models.health import routes as health_routes
from imperium.models.keys import routes as provider_routes
from imperium.models.keys.check import check_key
from imperium.models.local import routes as local_routes
from imperium.models.local.servers import Servers
from imperium.models.quota import routes as quota_routes
from imperium.platform.auth import routes as key_routes
from imperium.platform.auth.authenticator import Authenticator
from imperium.platform.auth.repository import KeyRepository
from imperium.platform.auth.service import Keys
from imperium.platform.jobs.routes import callback_routes
from imperium.platform.limits import Limits
from imperium.platform.ratelimit import RateLimits
from imperium.platform.settings import Settings
from imperium.platform.telemetry import routes as metric_routes
from imperium.platform.web import install, service_routes, upload_routes
from imperium.platform.web.admission import PUBLIC
from imperium.platform.web.reference import page as reference
from imperium.review import routes as review_routes
from imperium.videos import routes as video_routes
from imperium.workflows import routes as workflow_routes

if TYPE_CHECKING:
    from imperium.app import Application

Part = Literal["all", "image", "video"]
"""What of the application a process answers for."""


def add_front(
    app: FastAPI, application: Application, host: str, clock: Callable[[], float], part: Part = "all"
) -> None:
    """Let `app` answer for the part of the application, to whoever may ask."""
    settings = application.settings
    key_repository = KeyRepository(application.platform.database)
    authenticator = Authenticator(key_repository, host, clock)
    routers = _everywhere(application)
    if part in ("all", "image"):
        routers += _images()
    if part in ("all", "video"):
        routers.append(video_routes.router)
    if part == "all":
        routers += _platform(application, clock)
        routers.append(key_routes.routes(Keys(key_repository, authenticator.forget, clock)))
        routers.append(reference.routes(app))
    for router in routers:
        app.include_router(router)
    install.install(
        app,
        host=host,
        authenticator=authenticator,
        rate_limits=RateLimits(_rules(settings)),
        allowed_hosts=settings.server.allowed_hosts,
        allowed_origins=settings.server.allowed_origins,
        limits=_limits(settings),
        public=PUBLIC | {cdn_routes.ASSETS},
    )


def _everywhere(application: Application) -> list[APIRouter]:
    """Whether it lives, how it does, and the files that it made."""
    platform = application.platform
    return [
        service_routes.routes(application.services),
        metric_routes.router,
        cdn_routes.routes(platform.artifacts, CompressedCache(platform.folder / "packed")),
        upload_routes.routes(platform.artifacts),
        callback_routes(),
    ]


def _images() -> list[APIRouter]:
    return [image_routes.router, openai_routes.router]


def _platform(application: Application, clock: Callable[[], float]) -> Iterator[APIRouter]:
    """What only the gateway answers."""
    platform, settings = application.platform, application.settings
    yield model_routes.router
    yield provider_routes.routes(
        application.providers.platform,
        application.providers.users,
        application.models.catalog,
        lambda connection: check_key(application.routing.asking, connection, settings.health.timeout_seconds),
    )
    yield local_routes.routes(application.local, Servers(application.providers.platform, application.models.catalog))
    yield chat_routes.routes(application.chat, application.sessions, platform.events)
    yield workflow_routes.routes(application.workflows, platform.events, platform.artifacts)
    yield scheduling_routes.routes(application.scheduling)
    yield quota_routes.routes(application.quotas, application.ledger, clock)
    yield health_routes.routes(application.routing.health)
    yield feedback_routes.routes(application.routing.feedback)
    yield statistics.routes(application.ledger, application.runs, application.engine)
    yield intelligence_routes.router
    yield media_routes.routes(application.media)
    yield content_routes.router
    yield brain_routes.routes(application.planning.brain)
    yield review_routes.routes(application.reviews)


def _rules(settings: Settings) -> dict[str, tuple[int, float]]:
    default = settings.rate_limits.default
    delivered = {cdn_routes.ASSETS: (0, default.window_seconds)}
    return {"/": (default.requests, default.window_seconds), **delivered, **settings.rate_limits.rules()}


def _limits(settings: Settings) -> Limits:
    limits = settings.limits
    return Limits(
        body_bytes=limits.max_body_bytes,
        text_characters=limits.max_string_characters,
        list_items=limits.max_list_items,
        dict_keys=limits.max_dict_keys,
        depth=limits.max_depth,
    )
