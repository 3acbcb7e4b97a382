"""Small pictures of unfinished work."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import AsyncIterator

import pytest

from imperium.platform.preview import LEAST_APART_S, MAX_BYTES, Preview, preview_of
from imperium.platform.workers import Workers
from support import jobs

JPEG = b"\xff\xd8\xff\xe0" + b"light" * 9
WEBP = b"RIFF\x24\x00\x00\x00WEBPVP8 light"


@pytest.fixture
async def workers() -> AsyncIterator[Workers]:
    workers = Workers(1, memory_mb=600)
    yield workers
    await workers.close()


@pytest.mark.parametrize(("content", "media_type"), [(JPEG, "image/jpeg"), (WEBP, "image/webp")])
def test_a_small_picture_becomes_a_data_url(content: bytes, media_type: str) -> None:
    preview = preview_of(content)
    assert preview is not None
    kind, _, data = preview.url.partition(";base64,")
    assert (kind, b64decode(data)) == (f"data:{media_type}", content)


@pytest.mark.parametrize("content", [b"", b"<svg onload=alert(1)>", b"RIFF\0\0\0\0WAVEfmt ", JPEG + bytes(MAX_BYTES)])
def test_what_is_large_or_no_picture_is_dropped(content: bytes) -> None:
    assert preview_of(content) is None


async def test_a_worker_shows_what_it_has_so_far(workers: Workers) -> None:
    told: list[tuple[str, Preview | None]] = []

    def progress(fraction: float, message: str, preview: Preview | None = None) -> None:
        told.append((message, preview))

    pictures = [JPEG.hex(), b"no picture".hex(), WEBP.hex()]
    await workers.run(jobs.draw, {"pictures": pictures, "apart_s": LEAST_APART_S * 1.05}, progress=progress)
    assert [(message, preview and preview.media_type) for message, preview in told] == [
        ("picture 0", "image/jpeg"),
        ("picture 1", None),
        ("picture 2", "image/webp"),
    ]


async def test_previews_come_at_a_measured_pace(workers: Workers) -> None:
    seen: list[Preview | None] = []
    await workers.run(
        jobs.draw,
        {"pictures": [JPEG.hex()] * 300},
        progress=lambda fraction, message, preview=None: seen.append(preview),
    )
    assert len(seen) == 300
    assert seen[0] is not None
    assert sum(preview is not None for preview in seen) < 300
