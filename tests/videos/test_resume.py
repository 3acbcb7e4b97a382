"""A film goes on after kill -9: real processes, real segments."""

import asyncio
import json
import os
import signal
import sys
import time
from pathlib import Path

import av
import pytest

from imperium.videos.segments import KEPT_S, planned, work_folder

FILM = """
import asyncio, json, sys
from pathlib import Path
from imperium.platform.artifacts import ArtifactStore
from imperium.platform.auth.principal import LOCAL_ADMIN
from imperium.platform.capability import Context, Registry
from imperium.platform.workers import Workers
from imperium.videos.capabilities import CAPABILITIES

async def main(folder):
    workers = Workers(slots=1)
    tell = lambda fraction, message, preview=None: print(message, flush=True)
    store = ArtifactStore(Path(folder) / "artifacts")
    context = Context(LOCAL_ADMIN, store, workers, Registry(CAPABILITIES), tell, idempotency_key="run:film")
    inputs = {"prompt": "a mug", "resolution": "96x64", "duration": 12, "fps": 8}
    output = (await context.call("video_generation", inputs)).output
    print(json.dumps({"video": str(store.path(output["video"]["name"]))}), flush=True)
    await workers.close()

asyncio.run(main(sys.argv[1]))
"""


async def _started(folder: Path) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-c", FILM, str(folder), stdout=asyncio.subprocess.PIPE, start_new_session=True
    )


async def _heard(process: asyncio.subprocess.Process, until: str) -> list[str]:
    """What the process says up to a line that starts so, or to its end."""
    assert process.stdout is not None
    lines: list[str] = []
    while line := (await process.stdout.readline()).decode().strip():
        lines.append(line)
        if line.startswith(until):
            break
    return lines


async def test_a_killed_film_goes_on_from_its_last_whole_segment(tmp_path: Path) -> None:
    first = await _started(tmp_path)
    await _heard(first, "frame 18 of 96")
    os.killpg(first.pid, signal.SIGKILL)
    await first.wait()
    (work,) = (tmp_path / "video-work").iterdir()
    whole = [number for number in range(12) if (work / f"segment{number:05d}.mp4").is_file()]
    assert whole[:2] == [0, 1]
    second = await _started(tmp_path)
    told = await _heard(second, "{")
    assert await second.wait() == 0
    drawn = [int(line.split()[1]) for line in told if line.startswith("frame ")]
    assert drawn == [frame + 1 for frame in range(96) if frame // 8 not in whole]
    with av.open(json.loads(told[-1])["video"]) as container:
        times = [frame.pts * frame.time_base for frame in container.decode(video=0)]
    assert [float(at) for at in times] == pytest.approx([number / 8 for number in range(96)])
    assert list((tmp_path / "video-work").iterdir()) == []


def test_a_segment_has_its_name_when_it_is_whole(tmp_path: Path) -> None:
    segment = planned(tmp_path, 20, 8)[-1]
    assert (segment.start, segment.stop) == (16, 20)
    segment.part.write_bytes(b"half")
    assert not segment.is_whole
    segment.seal([])
    assert segment.is_whole
    assert segment.light() == []


def test_old_work_goes_and_an_order_has_a_folder_of_its_own(tmp_path: Path) -> None:
    first = work_folder(tmp_path, "run:a", {"prompt": "x"})
    long_ago = time.time() - KEPT_S - 60
    os.utime(first, (long_ago, long_ago))
    second = work_folder(tmp_path, "run:b", {"prompt": "x"})
    assert second != work_folder(tmp_path, "run:b", {"prompt": "y"})
    assert second == work_folder(tmp_path, "run:b", {"prompt": "x"})
    assert not first.exists()
