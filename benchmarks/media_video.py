"""What a frame of a video costs: CPU seconds a frame all in, and the peak of memory, in a process of its own each.

    python -m benchmarks.media_video [--frames 24] [--full] [--prompt TEXT]

`--full` adds a whole second of 8K60 HDR10+.

The machine's other work changes how long a frame takes, and much less what it costs: so CPU seconds are what counts.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

MARK = "figures "
BYTES_OFF = 0.25  # of what was foreseen, that a file may be larger or smaller
FRAMES, PROMPT = 24, "eco-friendly water bottles"


@dataclass(frozen=True, slots=True)
class Case:
    """`bar_cpu_s` a frame and `bar_mb` are what it may cost at most."""

    name: str
    resolution: str
    fps: int
    hdr: str
    bar_cpu_s: float
    bar_mb: int


CASES = (
    Case("1080p24 H.264", "1080p", 24, "none", 0.8, 5000),
    Case("1080p60 HEVC HDR10+", "1080p", 60, "hdr10plus", 0.8, 5000),
)
FULL = (Case("8K60 HEVC HDR10+", "8K", 60, "hdr10plus", 9.0, 5000),)


def film(prompt: str, case: Case, frames: int) -> dict[str, float]:
    """CPU seconds a frame, of the views and in all, bytes and the peak in MB of one film, in this process."""
    from imperium.scene.composition import derived_seed
    from imperium.scene.grammar import compose
    from imperium.scene.variant import working_variant
    from imperium.videos.engine import Delivery, VideoOrder
    from imperium.videos.engines.embedded import ENGINE, job_of
    from imperium.videos.film import render_video
    from imperium.videos.request import VideoInputs, delivery_of

    inputs = VideoInputs.model_validate(
        {"prompt": prompt, "resolution": case.resolution, "fps": case.fps, "hdr": case.hdr}
    )
    asked = delivery_of(inputs, ENGINE)
    delivery = Delivery(asked.size, asked.fps, frames, asked.codec, asked.hdr)
    seed = derived_seed(prompt)
    composition = compose(prompt, seed, aspect=delivery.size.aspect)
    order = VideoOrder(composition.scene, None, "", delivery, seed, "", prompt, {})
    first: list[float] = []

    def told(fraction: float, message: str, preview: bytes | None = None) -> None:
        if message.startswith("frame 1 "):
            first.append(_cpu())

    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        render_video({**job_of(order, working_variant()), "folder": folder}, told)
        wall, size = time.perf_counter() - started, (Path(folder) / "video.mp4").stat().st_size
    return {
        "frame_cpu_s": (_cpu() - first[0]) / max(frames - 1, 1),
        "views_cpu_s": first[0],
        "cpu_s": _cpu(),
        "wall_s": wall,
        "expected_wall_s": ENGINE.estimate(composition.scene, delivery).seconds,
        "bytes": size,
        "expected_bytes": ENGINE.expected_bytes(delivery),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def measured(prompt: str, case: Case, frames: int) -> dict[str, float]:
    """The figures of a film in a fresh process."""
    call = [
        sys.executable,
        "-m",
        "benchmarks.media_video",
        "--one",
        case.name,
        "--frames",
        str(frames),
        "--prompt",
        prompt,
    ]
    answer = subprocess.run(call, capture_output=True, text=True, check=True)
    line = next(line for line in answer.stdout.splitlines() if line.startswith(MARK))
    figures: dict[str, float] = json.loads(line.removeprefix(MARK))
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=int, default=FRAMES)
    parser.add_argument("--full", action="store_true", help="also 8K at 60")
    parser.add_argument("--prompt", default=PROMPT)
    parser.add_argument("--one", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        case = next(case for case in (*CASES, *FULL) if case.name == asked.one)
        sys.stdout.write(MARK + json.dumps(film(asked.prompt, case, asked.frames)) + "\n")
        return
    report(asked.full, "", asked.frames, asked.prompt)


def report(full: bool, only: str, frames: int = FRAMES, prompt: str = PROMPT) -> None:
    """Measure and print the cases whose name holds `only`."""
    sys.stdout.write(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {frames} frames\n")
    for case in (case for case in CASES + (FULL if full else ()) if only in case.name):
        got = measured(prompt, case, case.fps if case in FULL else frames)
        off = got["bytes"] / got["expected_bytes"] - 1
        good = got["frame_cpu_s"] <= case.bar_cpu_s and got["peak_mb"] <= case.bar_mb and abs(off) <= BYTES_OFF
        sys.stdout.write(
            f"{'ok  ' if good else 'MISS'} {case.name}: {got['frame_cpu_s']:.2f} CPU s a frame (bar {case.bar_cpu_s}), "
            f"peak {got['peak_mb']:.0f} MB (bar {case.bar_mb}); before the first frame {got['views_cpu_s']:.0f} CPU s; "
            f"wall {got['wall_s']:.0f} s, expected {got['expected_wall_s']:.0f}; "
            f"{got['bytes']} bytes, {off:+.0%} of those expected (bar {BYTES_OFF:.0%})\n"
        )


if __name__ == "__main__":
    main()
