"""Pictures made by another process: nobody who asks the gateway can tell."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from imperium.platform.error_reading import error_of
from imperium.platform.errors import BudgetExceeded, InvalidInput, LogicalError, NetworkError, ProviderUnavailable
from imperium.remote.capability import open_clients
from support.server import UNLIMITED
from support.studio import IMAGE, studio
from support.upstream_app import Running, serving, settings_in
from support.waiting import PATIENCE_S, until

SMALL = {"prompt": "a red ball", "resolution": "64x64", "samples": 1}
VIDEO = "/api/v1/generate/video"
SHORT = {"prompt": "a red ball", "resolution": "64x64", "duration": 1, "fps": 8, "quality": "draft"}


class Elsewhere:
    """`imperium serve image` as a process of its own."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.log = folder / "served.log"
        folder.mkdir()
        data = () if "--data" in arguments else ("--data", str(folder))
        command = [sys.executable, "-m", "imperium", "serve", *arguments, "--port", "0", *data]
        with self.log.open("w") as log:
            self.process = subprocess.Popen(command, stderr=log, stdout=log, env={**os.environ, **UNLIMITED})

    async def address(self) -> str:
        await until(lambda: "is at http" in self.log.read_text() or self.process.poll() is not None, within_s=120)
        return self.log.read_text().partition("is at ")[2].split()[0]

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        self.process.send_signal(how)
        self.process.wait(PATIENCE_S)


@pytest.fixture
async def elsewhere(tmp_path: Path) -> AsyncIterator[Elsewhere]:
    served = Elsewhere(tmp_path / "served", "image")
    yield served
    served.end()


async def made(running: Running, body: dict[str, object], path: str = IMAGE) -> dict[str, object]:
    accepted = (await running.http.post(path, json=body)).json()
    async for _ in running.events(accepted["events_url"]):
        pass
    return dict(await running.get(accepted["status_url"]))


async def test_a_picture_from_another_process_is_as_one_from_here(elsewhere: Elsewhere, tmp_path: Path) -> None:
    url = await elsewhere.address()
    services = {"image_generation": {"url": url}}
    async with serving(settings_in(tmp_path / "gateway", services=services)) as gateway:
        assert (await gateway.get("/status"))["services"]["image_generation"] == {"status": "ok", "url": url}
        job = await made(gateway, {**SMALL, "seed": 3})
        assert job["status"] == "succeeded", job
        async with httpx.AsyncClient(base_url=url, trust_env=False) as there:
            contents = []
            for artifact in job["artifacts"]:  # type: ignore[attr-defined]
                contents.append((await gateway.http.get(artifact["url"])).content)
                assert (await there.get(artifact["url"])).content == contents[-1]
            assert any(content.startswith(b"\x89PNG") for content in contents)
            (known,) = (await there.get("/api/v1/images")).json()["jobs"]
            assert known["status"] == "succeeded"
            for path in ("/models", "/workflow", "/api/v1/videos", "/v1/models"):
                assert (await there.get(path)).status_code == 404, path
            assert (await there.get("/metrics")).status_code == 200
        assert str(job["engine"]).startswith("embedded:")
        elsewhere.end()
        assert (await gateway.get("/status"))["services"]["image_generation"]["status"] == "unreachable"


async def test_a_video_from_another_process_is_as_one_from_here(tmp_path: Path) -> None:
    served = Elsewhere(tmp_path / "served", "video")
    try:
        url = await served.address()
        async with serving(settings_in(tmp_path / "gateway", services={"video_generation": {"url": url}})) as gateway:
            job = await made(gateway, SHORT, VIDEO)
            assert job["status"] == "succeeded", job
            contents = [(await gateway.http.get(file["url"])).content for file in job["artifacts"]]  # type: ignore[attr-defined]
        assert any(content[4:8] == b"ftyp" for content in contents)
        async with httpx.AsyncClient(base_url=url, trust_env=False) as there:
            (known,) = (await there.get("/api/v1/videos")).json()["jobs"]
            assert known["status"] == "succeeded"
            assert (await there.post(f"{VIDEO}/estimate", json=SHORT)).json()["bytes"] > 0
            assert (await there.get("/api/v1/images")).status_code == 404
    finally:
        served.end()


async def test_progress_previews_cancel_and_failure_pass_through(tmp_path: Path) -> None:
    async with studio(tmp_path / "there") as (there, work):
        services = {"image_generation": {"url": there.address}}
        async with serving(settings_in(tmp_path / "here", services=services)) as gateway:
            accepted = (await gateway.http.post(IMAGE, json={"prompt": "shown door"})).json()
            kinds = [kind async for kind, _ in gateway.events(accepted["events_url"])]
            assert kinds.count("preview") == 2
            failed = await made(gateway, {"prompt": "bad door"})
            assert failed["status"] == "failed"
            assert "The canvas tore." in str(failed["error"])
            slow = (await gateway.http.post(IMAGE, json={"prompt": "slow door", "priority": "critical"})).json()
            async with asyncio.timeout(PATIENCE_S):
                while not (await there.get("/api/v1/images", params={"status": "running"}))["jobs"]:  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
            (seen,) = (await there.get("/api/v1/images", params={"status": "running"}))["jobs"]
            assert seen["priority"] == "high"
            await gateway.http.post(slow["cancel_url"])
            await until(lambda: work.left == ["slow door"])


async def test_a_service_that_is_gone_is_a_failure_with_a_remedy(tmp_path: Path) -> None:
    services = {"image_generation": {"url": "http://127.0.0.1:9", "patienceSeconds": 0.1}}
    settings = settings_in(tmp_path, services=services, orchestration={"maxRetries": 1})
    async with serving(settings) as gateway:
        job = await made(gateway, SMALL)
        assert job["status"] == "failed"
        assert "imperium serve" in str(job["error"])


def test_errors_are_what_they_were_there() -> None:
    for error in (
        InvalidInput("no", field="x", remedy="y", value=3),
        BudgetExceeded("too dear"),
        NetworkError("gone"),
        LogicalError("odd"),
    ):
        again = error_of(error.as_dict())
        assert type(again) is type(error)
        assert (again.detail, again.field, again.remedy, again.extra) == (
            error.detail,
            error.field,
            error.remedy,
            error.extra,
        )
    assert type(error_of({"code": "not-known"}, 503)) is ProviderUnavailable
    assert type(error_of({}, 418)) is LogicalError


def test_what_can_not_be_served_elsewhere_is_told_at_start() -> None:
    with pytest.raises(InvalidInput, match="chat_completion"):
        open_clients({"chat_completion": None})  # type: ignore[dict-item]


async def test_published_files_are_delivered_by_a_process_of_their_own(tmp_path: Path) -> None:
    async with studio(tmp_path / "gateway") as (gateway, _):
        job = await made(gateway, {"prompt": "a door"})
        (artifact,) = job["artifacts"]  # type: ignore[misc]
        data = gateway.app.state.platform.folder
        served = Elsewhere(tmp_path / "log", "cdn", "--data", str(data))
        try:
            async with httpx.AsyncClient(base_url=await served.address(), trust_env=False) as edge:
                name = artifact["name"]
                assert (await edge.get(f"/assets/{name}")).status_code == 404
                assert (await gateway.http.post(f"/api/v1/assets/{name}")).status_code == 201
                delivered = await edge.get(f"/assets/{name}")
                assert delivered.headers["cache-control"] == "public, max-age=2592000, immutable"
                assert delivered.content == (await gateway.http.get(artifact["url"])).content
                assert (await edge.get(f"/artifacts/{name}")).status_code in (401, 404)
                assert (await edge.get("/health")).json()["status"] == "ok"
                assert (await edge.get("/metrics")).status_code == 200
        finally:
            served.end()
