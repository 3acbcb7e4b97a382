"""What is meant to do harm is refused over HTTP with a clear 4xx, before anything is written or made."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from support.upstream_app import Running, serving, settings_in

pytestmark = pytest.mark.asyncio(loop_scope="module")
IMAGE, VIDEO, MEDIA = "/api/v1/generate/image", "/api/v1/generate/video", "/api/v1/intelligence/advanced_media/execute"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    async with serving(settings_in(tmp_path_factory.mktemp("hostile"))) as server:
        yield server


def files(running: Running) -> list[Path]:
    folder: Path = running.app.state.platform.folder / "artifacts"
    return [path for path in folder.rglob("*") if path.is_file()]


DEEP: dict[str, Any] = {"things": []}
for _ in range(50):
    DEEP = {"things": [DEEP]}


@pytest.mark.parametrize(
    ("path", "change"),
    [
        (IMAGE, {"resolution": "1000000000x1000000000"}),
        (IMAGE, {"resolution": "99999x99999"}),
        (IMAGE, {"resolution": f"{'9' * 30}x1"}),
        (IMAGE, {"resolution": "0x0"}),
        (IMAGE, {"resolution": "-64x-64"}),
        (IMAGE, {"resolution": "64x64; rm -rf /"}),
        (IMAGE, {"samples": 10**9}),
        (IMAGE, {"count": 10**6}),
        (IMAGE, {"seed": 2**64}),
        (IMAGE, {"prompt": "\x00"}),
        (IMAGE, {"prompt": "\x1b]0;title\x07"}),
        (IMAGE, {"prompt": "\x01\x02\x03"}),
        (IMAGE, {"prompt": " \t\n "}),
        (IMAGE, {"prompt": "x" * 10_001}),
        (IMAGE, {"brand": "a\x1b[2Jb"}),
        (IMAGE, {"scene": DEEP}),
        (IMAGE, {"client_id": "<script> "}),
        (IMAGE, {"client_id": "a\r\nset-cookie: b"}),
        (IMAGE, {"callback_url": "http://[::ffff:169.254.169.254]/"}),
        (IMAGE, {"callback_url": "http://0x7f000001/"}),
        (IMAGE, {"format": ["../png"]}),
        (VIDEO, {"duration": 10**9}),
        (VIDEO, {"fps": 10**9}),
        (VIDEO, {"duration": 60, "fps": 120, "resolution": "16K"}),
        (VIDEO, {"duration": "NaN"}),
        (VIDEO, {"image": "../../etc/passwd"}),
        (VIDEO, {"resolution": "8K8K8K"}),
        (MEDIA, {"media_type": "image", "resolution": "1000000000x1000000000"}),
        (MEDIA, {"media_type": "video", "duration": 10**9}),
        (MEDIA, {"media_type": "video", "resolution": "16K", "fps": 120, "duration": 60}),
    ],
)
async def test_it_is_refused(running: Running, path: str, change: dict[str, Any]) -> None:
    answer = await running.http.post(path, json={"prompt": "a ball", **change})
    assert 400 <= answer.status_code < 500, answer.text[:300]
    problem = answer.json()
    assert problem["detail"]
    assert "Traceback" not in answer.text
    assert files(running) == []
    assert (await running.get("/workflow"))["runs"] == []


async def test_a_moderated_prompt_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    rules = tmp_path / "rules.txt"
    rules.write_text("# what we don't draw\nweapon\n/blood(y|ied)?\\b/\n")
    async with serving(settings_in(tmp_path, moderation={"words": ["secret mascot"], "file": str(rules)})) as running:
        for prompt in ("a Weapon", "BLOODY snow", "the secret\n mascot", "a ｗｅａｐｏｎ", "a wea\u200bpon"):
            for path in (IMAGE, f"{IMAGE}/estimate", VIDEO):
                answer = await running.http.post(path, json={"prompt": prompt, "resolution": "64x64"})
                assert answer.status_code == 422, (prompt, answer.text)
                assert answer.json()["code"] == "content-refused"
        allowed = await running.http.post(f"{IMAGE}/estimate", json={"prompt": "weaponless bloodhounds"})
        assert allowed.status_code == 200, allowed.text
        run = await running.run(
            workflow=[
                {
                    "type": "inline",
                    "tasks": [{"model": "image_generation", "prompt": "a weapon", "output_variable": "x"}],
                }
            ]
        )
        assert run["status"] == "failed", "also where it is ordered by another way"
        assert run["tasks"][0]["error"]["code"] == "content-refused"
        assert files(running) == []
