"""Quotas and usage as callers see them, through the real edge with real keys."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from workplace import ANN, NOON, Workplace

from imperium.models.quota.routes import routes
from imperium.models.quota.service import Quotas
from imperium.platform.auth.authenticator import Authenticator
from imperium.platform.auth.principal import Principal, Role
from imperium.platform.auth.repository import KeyRepository
from imperium.platform.auth.service import Keys
from imperium.platform.ratelimit import RateLimits
from imperium.platform.web.install import install

DAY_S = 86_400.0


class House:
    """A server of the tenant acme with an administrator and a member."""

    def __init__(self, workplace: Workplace, quotas: Quotas) -> None:
        self.workplace, self.quotas = workplace, quotas
        repository = KeyRepository(workplace.database)
        self.authenticator = Authenticator(repository, "127.0.0.1")
        self.keys = Keys(repository, changed=self.authenticator.forget)
        app = FastAPI()
        app.include_router(routes(quotas, workplace.ledger, workplace.clock))
        install(app, host="127.0.0.1", authenticator=self.authenticator, rate_limits=RateLimits({}))
        self.transport = httpx.ASGITransport(app)

    async def enter(self, role: Role, tenant: str = "acme") -> tuple[httpx.AsyncClient, Principal]:
        key, token = await self.keys.create(role.label, role, tenant, None)
        headers = {"authorization": f"Bearer {token}"}
        return httpx.AsyncClient(transport=self.transport, base_url="http://127.0.0.1", headers=headers), key.principal


@pytest.fixture
async def house(workplace: Workplace) -> House:
    quotas = await workplace.open(
        user={"dailyUsd": "0.01", "monthlyRequests": 100}, key={"monthlyUsd": "0.5"}, timeZone="Europe/Berlin"
    )
    return House(workplace, quotas)


async def test_limits_used_held_and_remaining_by_scope(house: House) -> None:
    member, principal = await house.enter(Role.MEMBER)
    await house.workplace.ask(house.quotas, principal, 2_500)
    await house.workplace.reserve(house.quotas, principal, 1_000)
    shown = (await member.get("/quotas")).json()
    assert shown["limits"]["user"] == {
        "day": {"requests": None, "micro_usd": 10_000},
        "month": {"requests": 100, "micro_usd": None},
    }
    assert shown["used"]["key"]["month"] == {"requests": 1, "micro_usd": 2_500}
    assert shown["used"]["organisation"]["day"] == {"requests": 1, "micro_usd": 2_500}
    assert shown["held"]["user"]["day"] == {"requests": 1, "micro_usd": 1_000}
    assert shown["remaining"]["user"] == {
        "day": {"requests": None, "micro_usd": 6_500},
        "month": {"requests": 98, "micro_usd": None},
    }
    assert shown["resets_at"]["user"] == {"day": "2026-11-18T23:00:00Z", "month": "2026-11-30T23:00:00Z"}
    assert shown["time_zones"] == {"user": "Europe/Berlin", "organisation": "Europe/Berlin", "key": "Europe/Berlin"}
    assert shown["pressure"] == 0.25


async def test_an_administrator_sets_limits_that_hold_at_once(house: House) -> None:
    admin, _ = await house.enter(Role.ADMIN)
    _, principal = await house.enter(Role.MEMBER)
    path = f"/quotas/key/{principal.id.removeprefix('key_')}"
    body = {"daily_usd": 0.000002, "monthly_requests": 7, "time_zone": "Asia/Tokyo"}
    answer = await admin.put(path, json=body)
    assert answer.status_code == 200
    assert answer.json()["limits"] == {
        "key": {"day": {"requests": None, "micro_usd": 2}, "month": {"requests": 7, "micro_usd": None}}
    }
    hold = await house.workplace.reserve(house.quotas, principal, 2)
    assert {account.key.split(":")[1] for account in hold.accounts} == {principal.id, "key"}
    assert (await admin.get(path)).json()["held"]["key"]["day"] == {"requests": 1, "micro_usd": 2}
    assert (await admin.delete(path)).status_code == 204
    assert (await admin.get(path)).json()["limits"]["key"]["month"] == {"requests": None, "micro_usd": 500_000}
    assert (await admin.delete(path)).status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"daily_usd": -1}, "daily_usd"),
        ({"daily_requests": 1.5}, "daily_requests"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"hourly_usd": 1}, "hourly_usd"),
    ],
)
async def test_limits_that_make_no_sense(house: House, body: dict[str, Any], field: str) -> None:
    admin, _ = await house.enter(Role.ADMIN)
    answer = await admin.put("/quotas/organisation/acme", json=body)
    assert (answer.status_code, answer.json()["field"]) == (422, field)


@pytest.mark.parametrize(
    "path", ["/quotas/organisation/other", "/quotas/key/nosuchkey000", "/quotas/user/key_nosuchkey000"]
)
async def test_nobody_of_another_organisation_is_reached(house: House, path: str) -> None:
    admin, _ = await house.enter(Role.ADMIN)
    assert (await admin.put(path, json={"daily_usd": 1})).status_code == 404
    stranger, _ = await house.enter(Role.ADMIN, tenant="other")
    _, principal = await house.enter(Role.MEMBER)
    assert (await stranger.put(f"/quotas/user/{principal.id}", json={"daily_usd": 0})).status_code == 404


async def test_a_member_sets_nothing(house: House) -> None:
    member, principal = await house.enter(Role.MEMBER)
    assert (await member.put(f"/quotas/user/{principal.id}", json={})).status_code == 403
    assert (await member.get(f"/quotas/user/{principal.id}")).status_code == 403


async def test_alerts_are_listed_for_their_organisation(house: House) -> None:
    member, principal = await house.enter(Role.MEMBER)
    await house.workplace.ask(house.quotas, principal, 9_500)
    await house.quotas.close()
    (newest, older) = (await member.get("/quotas/alerts")).json()["alerts"]
    assert {newest["percent"], older["percent"]} == {80, 90}
    assert (newest["spent"], newest["limit"], newest["measure"]) == (9_500, 10_000, "micro_usd")
    stranger, _ = await house.enter(Role.VIEWER, tenant="other")
    assert (await stranger.get("/quotas/alerts")).json() == {"alerts": []}


async def test_usage_by_day_and_model_with_what_routing_saved(house: House) -> None:
    member, principal = await house.enter(Role.MEMBER)
    record, ledger = house.workplace.record, house.workplace.ledger
    ledger.strongest = lambda record: 1_000
    await record("a", principal, 100, started_at=NOON - DAY_S)
    await record("b", principal, 200, model="small")
    await record("c", principal, 0, status="failed", attempts=0)
    await record("d", ANN, 5_000)
    await record("e", principal, 900, started_at=NOON - 3 * DAY_S)
    shown = (await member.get("/usage", params={"days": 2})).json()
    yesterday, today = shown["days"]
    assert (yesterday["date"], yesterday["cost_micro_usd"], yesterday["requests"]) == ("2026-11-17", 100, 1)
    assert (today["date"], today["cost_micro_usd"], today["requests"], today["failed"]) == ("2026-11-18", 200, 2, 1)
    assert [(m["model"], m["cost_micro_usd"]) for m in today["models"]] == [("gpt", 0), ("small", 200)]
    total = shown["total"]
    assert (total["cost_micro_usd"], total["strongest_model_micro_usd"], total["saved_by_routing_micro_usd"]) == (
        300,
        3_000,
        2_700,
    )
    assert [(m["model"], m["requests"], m["output_tokens"]) for m in total["models"]] == [
        ("gpt", 2, 40),
        ("small", 1, 20),
    ]
    everybody = (await member.get("/usage", params={"days": 2, "of": "organisation"})).json()
    assert everybody["total"]["cost_micro_usd"] == 5_300
    assert (await member.get("/usage", params={"days": 0})).status_code == 422


async def test_a_day_of_usage_is_one_of_the_zone(house: House) -> None:
    member, principal = await house.enter(Role.MEMBER)
    midnight = NOON - 13 * 3_600  # in Berlin
    await house.workplace.record("late", principal, 1, started_at=midnight - 1)
    await house.workplace.record("early", principal, 2, started_at=midnight)
    shown = (await member.get("/usage", params={"days": 2})).json()
    assert [day["cost_micro_usd"] for day in shown["days"]] == [1, 2]
    assert shown["time_zone"] == "Europe/Berlin"
