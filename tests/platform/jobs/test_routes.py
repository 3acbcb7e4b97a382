"""Jobs over HTTP: ordered, foreseen, followed, listed, cancelled; only one's own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from imperium.platform.auth.principal import Role
from imperium.platform.auth.repository import KeyRepository
from imperium.platform.auth.service import Keys
from support.studio import IMAGE, IMAGES, Studio, studio
from support.upstream_app import Running


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[tuple[Running, Studio]]:
    async with studio(tmp_path) as made:
        yield made


async def order(running: Running, prompt: str, status: int = 202, **more: Any) -> dict[str, Any]:
    headers = more.pop("headers", {})
    answer = await running.http.post(IMAGE, json={"prompt": prompt, **more}, headers=headers)
    assert answer.status_code == status, answer.text
    return dict(answer.json())


async def done(running: Running, job: dict[str, Any]) -> dict[str, Any]:
    async for _ in running.events(job["events_url"]):
        pass
    return dict(await running.get(job["status_url"]))


async def test_a_job_is_accepted_at_once_and_told_of_to_its_end(place: tuple[Running, Studio]) -> None:
    running, _ = place
    accepted = await order(running, "a red door", client_id="order-7", priority="critical")
    assert accepted["status_url"] == f"{IMAGES}/{accepted['id']}"
    assert accepted["estimate"]["seconds"] > 0
    assert accepted["estimate"]["cost_micro_usd"] == 12
    assert accepted["queue"] is None
    job = await done(running, accepted)
    assert (job["status"], job["client_id"], job["priority"], job["engine"]) == (
        "succeeded",
        "order-7",
        "high",
        "test:paint",
    )
    (artifact,) = job["artifacts"]
    assert artifact["media_type"] == "image/png"
    assert (await running.http.get(artifact["url"])).headers["content-type"] == "image/png"
    assert job["result"]["image"]["name"] == artifact["name"]
    assert job["progress"] is None
    assert job["queue"] is None


async def test_the_same_key_gives_the_same_job_and_other_work_none(place: tuple[Running, Studio]) -> None:
    running, made = place
    again = {"headers": {"idempotency-key": "k1", "client-id": "mine"}}
    first = await order(running, "a red door", **again)
    second = await order(running, "a red door", **again)
    assert first["id"] == second["id"]
    await done(running, first)
    assert made.painted == ["a red door"]
    answer = await running.http.post(
        "/api/v1/generate/video", json={"prompt": "a door opens"}, headers={"idempotency-key": "k1"}
    )
    assert answer.status_code == 409


async def test_who_waits_knows_its_place_and_who_works_what_is_left(place: tuple[Running, Studio]) -> None:
    running, made = place
    jobs = [await order(running, f"slow {number}") for number in range(3)]

    async def shown(number: int) -> dict[str, Any]:
        return dict(await running.get(jobs[number]["status_url"]))

    async with asyncio.timeout(30):
        while (await shown(2))["queue"] is None:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    first, second, third = [await shown(number) for number in range(3)]
    assert first["queue"] is None
    assert first["progress"]["message"] == "mixing colours"
    assert 0 < first["progress"]["remaining_seconds"] <= 4
    assert (second["queue"]["position"], third["queue"]["position"]) == (1, 2)
    assert second["queue"]["wait_seconds"] < third["queue"]["wait_seconds"]
    foreseen = (await running.http.post(f"{IMAGE}/estimate", json={"prompt": "a door"})).json()
    assert foreseen["queue"]["position"] == 3
    assert foreseen["seconds"] > 0
    made.go.set()
    assert [(await done(running, job))["status"] for job in jobs] == ["succeeded"] * 3


async def test_previews_are_seen_live_and_by_who_asks(place: tuple[Running, Studio]) -> None:
    running, _ = place
    accepted = await order(running, "shown door")
    previews, asked = [], []
    async for kind, data in running.events(accepted["events_url"]):
        if kind == "preview":
            previews.append(data["url"])
            asked.append((await running.get(accepted["status_url"]))["progress"])
    assert len(set(previews)) == 2
    assert all(url.startswith("data:image/jpeg;base64,/9j/") for url in previews)
    assert any(progress and progress["preview"] in previews for progress in asked)
    events = await running.get(f"/workflow/{accepted['id']}")
    assert "base64" not in str(events), "previews aren't kept"


async def test_a_cancelled_job_stops_at_once_and_can_not_be_cancelled_again(place: tuple[Running, Studio]) -> None:
    running, made = place
    accepted = await order(running, "slow door")
    async with asyncio.timeout(30):
        while (await running.get(accepted["status_url"]))["progress"] is None:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    stopped = await running.http.post(accepted["cancel_url"])
    assert stopped.json()["status"] == "cancelled"
    assert made.left == ["slow door"]
    assert (await running.http.post(accepted["cancel_url"])).status_code == 409


async def test_a_failed_job_says_why(place: tuple[Running, Studio]) -> None:
    running, _ = place
    job = await done(running, await order(running, "bad door"))
    assert job["status"] == "failed"
    assert "The canvas tore." in job["error"]["detail"]
    assert job["artifacts"] == []


async def test_lists_are_by_kind_status_and_client_and_paged(place: tuple[Running, Studio]) -> None:
    running, _ = place
    jobs = [await order(running, f"door {number}", client_id=f"c{number % 2}") for number in range(5)]
    failed = await order(running, "bad door")
    for job in (*jobs, failed):
        await done(running, job)
    await running.run(
        workflow=[{"type": "inline", "tasks": [{"model": "image_generation", "prompt": "x", "output_variable": "y"}]}]
    )
    pages, cursor = [], None
    while True:
        page = await running.get(IMAGES, params={"limit": 4, **({"cursor": cursor} if cursor else {})})
        pages.append([job["id"] for job in page["jobs"]])
        if (cursor := page["next_cursor"]) is None:
            break
    assert [len(page) for page in pages] == [4, 2]
    assert [*pages[0], *pages[1]] == sorted((job["id"] for job in (*jobs, failed)), reverse=True)
    of_client = await running.get(IMAGES, params={"client_id": "c1"})
    assert [job["title"] for job in of_client["jobs"]] == ["Picture: door 3", "Picture: door 1"]
    assert [job["id"] for job in (await running.get(IMAGES, params={"status": "failed"}))["jobs"]] == [failed["id"]]
    assert (await running.get("/api/v1/videos"))["jobs"] == []
    assert (await running.http.get(f"/api/v1/videos/{failed['id']}")).status_code == 404


async def test_another_organisation_sees_nothing(place: tuple[Running, Studio]) -> None:
    running, _ = place
    keys = Keys(KeyRepository(running.app.state.platform.database))
    tokens = [(await keys.create("", Role.MEMBER, tenant))[1] for tenant in ("acme", "rival")]
    ours, theirs = ({"authorization": f"Bearer {token}"} for token in tokens)
    await asyncio.sleep(0)
    async with asyncio.timeout(30):
        while (await running.http.get(IMAGES)).status_code != 401:  # noqa: ASYNC110  (keys are looked for now and then)
            await asyncio.sleep(0.2)
    accepted = await order(running, "a secret door", headers=ours)
    async for _ in running.events(accepted["events_url"], **ours):
        pass
    job = await running.get(accepted["status_url"], headers=ours)
    (artifact,) = job["artifacts"]
    assert (await running.http.get(artifact["url"], headers=ours)).status_code == 200
    for path in (accepted["status_url"], artifact["url"]):
        assert (await running.http.get(path, headers=theirs)).status_code == 404
    assert (await running.get(IMAGES, headers=theirs))["jobs"] == []
    assert (await running.http.post(accepted["cancel_url"], headers=theirs)).status_code == 404
    assert (await running.http.get("/api/v1/callbacks/secret", headers=theirs)).json() != (
        await running.http.get("/api/v1/callbacks/secret", headers=ours)
    ).json()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"priority": "urgent"}, "priority"),
        ({"client_id": "two words"}, "client_id"),
        ({"prompt": "a door\x1b[31m"}, "prompt"),
        ({"prompt": "\u2028"}, "prompt"),
        ({"callback_url": "file:///etc/passwd"}, "callback_url"),
        ({"callback_url": "http://127.0.0.1:9/hook"}, "callback_url"),
        ({"callback_url": "http://169.254.169.254/latest"}, "callback_url"),
        ({"callback_url": "http://user:secret@example.org/"}, "callback_url"),
        ({"callbak_url": "https://example.org/"}, "callbak_url"),
    ],
)
async def test_what_is_wrong_with_the_terms_is_named(
    place: tuple[Running, Studio], change: dict[str, Any], field: str
) -> None:
    running, made = place
    problem = await order(running, change.pop("prompt", "a door"), 422, **change)
    assert field in problem.get("field", "") + problem["detail"]
    assert (await running.get(IMAGES))["jobs"] == []
    assert made.painted == []
