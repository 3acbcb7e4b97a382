"""Advanced media over HTTP, with a studio that paints."""

from __future__ import annotations

from pathlib import Path

from support.studio import studio

PLAN = "/api/v1/intelligence/advanced_media/plan"
EXECUTE = "/api/v1/intelligence/advanced_media/execute"
ASKED = {"media_type": "image", "prompt": "a red door", "resolution": "640x480"}


async def test_it_is_planned_made_and_learned_from(tmp_path: Path) -> None:
    async with studio(tmp_path) as (running, work):
        planned = (await running.http.post(PLAN, json=ASKED)).json()
        assert planned["estimate"]["learned_from"] == 0
        assert work.painted == []
        for _ in range(3):
            accepted = await running.http.post(EXECUTE, json=ASKED)
            assert accepted.status_code == 202, accepted.text
            run = await running.ended(accepted.json()["id"])
        assert run["status"] == "succeeded", run["error"]
        output = run["results"]["result"]
        assert output["plan"]["capability"] == "image_generation"
        (artifact,) = run["artifacts"]
        assert output["took"]["bytes_by_ending"] == {"png": artifact["size"]}
        learned = (await running.http.post(PLAN, json=ASKED)).json()["estimate"]
        assert learned["learned_from"] == 3
        assert learned["bytes"] < planned["estimate"]["bytes"] / 10, "these pictures are tiny"
        listed = (await running.get("/api/v1/intelligence/list"))["intelligences"]
        assert {entry["type"]: entry["status"] for entry in listed}["advanced_media"] == "active"
        assert (await running.get("/api/v1/intelligence/advanced_media/metrics"))["executions"] == 3


async def test_what_can_not_be_is_refused_before_it_is_accepted(tmp_path: Path) -> None:
    async with studio(tmp_path) as (running, work):
        for change, status in (
            ({"resolution": "20000x20000"}, 413),
            ({"resolution": "x"}, 422),
            ({"media_type": "hologram"}, 422),
            ({"fps": 10**9}, 422),
            ({"within_seconds": 0.0001}, 422),
        ):
            for path in (PLAN, EXECUTE):
                answer = await running.http.post(path, json={**ASKED, **change})
                assert answer.status_code == status, (change, answer.text)
        assert work.painted == []
