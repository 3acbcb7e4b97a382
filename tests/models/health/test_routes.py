"""`GET /providers/health`, as a client sees it."""

import httpx
from fastapi import FastAPI, Request
from lists import Lists
from starlette.middleware.base import RequestResponseEndpoint
from starlette.responses import Response

from imperium.models.health.alarm import Alarm
from imperium.models.health.repository import HealthRepository
from imperium.models.health.routes import routes
from imperium.models.health.service import ProviderHealth
from imperium.models.health.standing import Check
from imperium.models.provider import Connection
from imperium.platform.auth.principal import LOCAL_ADMIN
from imperium.platform.database import Database
from imperium.platform.events import EventLog
from imperium.platform.settings import Health

SETTINGS = Health(enabled=True, interval_seconds=300, jitter=0, timeout_seconds=10, failures=5, good_checks=3)


async def test_what_is_shown(lists: Lists, database: Database, events: EventLog) -> None:
    now = [0.0]

    async def check(connection: Connection) -> Check:
        return Check(now[0], connection.name == "good", "refused with 500", 0.0123)

    connections = {name: lists.connection(name) for name in ("bad", "good")}
    repository = HealthRepository(database)
    health = ProviderHealth(SETTINGS, repository, check, lambda: connections, Alarm(events), "a", lambda: now[0])
    app = FastAPI()
    app.include_router(routes(health))

    @app.middleware("http")
    async def admit(request: Request, call_next: RequestResponseEndpoint) -> Response:
        request.state.principal = LOCAL_ADMIN
        return await call_next(request)

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here") as client:
        before = (await client.get("/providers/health")).json()["providers"]
        await health.look()
        now[0] = 1_000_000.0
        await health.look()
        bad, good = (await client.get("/providers/health")).json()["providers"]
    assert [(view["provider"], view["status"], view["last_check"]) for view in before] == [
        ("bad", "unknown", None),
        ("good", "unknown", None),
    ]
    assert (bad["status"], bad["is_healthy"], bad["reason"]) == ("unhealthy", False, "refused with 500")
    assert (good["status"], good["checked_by"], good["response_time_ms"]) == ("healthy", "probe", 12.3)
    assert bad["since"] == bad["last_check"] == "1970-01-12T13:46:40Z"
