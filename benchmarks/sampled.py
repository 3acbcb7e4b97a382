"""Runs the program with a sampler inside, which sees what a profiler outside sees only by stopping the program.

    python -m benchmarks.sampled FILE ARGUMENTS OF IMPERIUM…

SIGPROF comes whenever the process has used another millisecond of processor time; the stack of the main thread is then
charged with what that thread used since the last one. SIGUSR1 writes all of it to FILE, and begins anew.
"""

from __future__ import annotations

import signal
import sys
import time
from collections import defaultdict
from pathlib import Path
from types import CodeType, FrameType

INTERVAL_S = 0.001
Stack = tuple[CodeType, ...]


class Sampler:
    """Seconds of the main thread by stack, the function on top first."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._charged: dict[Stack, float] = defaultdict(float)
        self._last = time.thread_time()

    def start(self) -> None:
        signal.signal(signal.SIGPROF, self._sample)
        signal.signal(signal.SIGUSR1, self._write)
        signal.setitimer(signal.ITIMER_PROF, INTERVAL_S, INTERVAL_S)

    def _sample(self, number: int, frame: FrameType | None) -> None:
        stack = []
        while frame is not None:
            stack.append(frame.f_code)
            frame = frame.f_back
        self._charged[tuple(stack)] += self._spent()

    def _write(self, number: int, frame: FrameType | None) -> None:
        charged, self._charged = self._charged, defaultdict(float)
        lines = [f"{';'.join(map(_name, stack))}\t{seconds}" for stack, seconds in charged.items()]
        fresh = self._file.with_suffix(".new")
        fresh.write_text("\n".join(lines))
        fresh.rename(self._file)
        self._spent()

    def _spent(self) -> float:
        now = time.thread_time()
        spent, self._last = now - self._last, now
        return spent


def _name(code: CodeType) -> str:
    path = Path(code.co_filename)
    place = "/".join(path.parts[-3:]) if "site-packages" in path.parts or "imperium" in path.parts else path.name
    return f"{code.co_qualname} ({place}:{code.co_firstlineno})"


if __name__ == "__main__":
    from imperium.cli.main import app

    Sampler(Path(sys.argv[1])).start()
    app(args=sys.argv[2:], prog_name="imperium")
