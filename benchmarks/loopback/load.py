"""The client where no C compiler is: the same as `load.c` at about twice the cost."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from dataclasses import dataclass, field
from itertools import count
from typing import cast

import httptools
import uvloop

PLACE = b"########"
PATIENCE_S = 60.0


@dataclass(slots=True)
class Load:
    """What is asked until when, and what came of it."""

    request: bytes
    ends: float
    answers: list[tuple[float, float]] = field(default_factory=list)
    failures: int = 0
    events: int = 0
    numbers: count[int] = field(default_factory=lambda: count(1))

    def numbered(self) -> bytes:
        return self.request.replace(PLACE, b"%08d" % next(self.numbers))

    def report(self, seconds: float) -> dict[str, float]:
        whole, first = (
            sorted(latencies) for latencies in (zip(*self.answers, strict=True) if self.answers else ((), ()))
        )
        return {
            "answers": len(self.answers),
            "failures": self.failures,
            "events": self.events,
            "seconds": seconds,
            "cpu_s": time.process_time(),
            "p50_us": at_us(whole, 0.5),
            "p99_us": at_us(whole, 0.99),
            "first_p50_us": at_us(first, 0.5),
            "first_p99_us": at_us(first, 0.99),
        }


def at_us(ordered: list[float], share: float) -> float:
    return round(ordered[int((len(ordered) - 1) * share)] * 1e6, 1) if ordered else 0.0


class Caller(asyncio.Protocol):
    """One connection; `done` is set when its last answer is whole, or it is lost."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self.done = asyncio.Event()
        self._first = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._call()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.is_set():
            self._load.failures += 1
            self.done.set()

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)
        if self._is_whole:
            self._finish()

    def on_body(self, body: bytes) -> None:
        self._first = self._first or time.perf_counter()
        self._body += body

    def on_message_complete(self) -> None:
        self._is_whole = True

    def _call(self) -> None:
        self._parser = httptools.HttpResponseParser(self)
        self._body = b""
        self._first = 0.0
        self._is_whole = False
        self._sent = time.perf_counter()
        self._transport.write(self._load.numbered())

    def _finish(self) -> None:
        now, load = time.perf_counter(), self._load
        is_stream = self._body.startswith(b"data:")
        if self._parser.get_status_code() == 200 and (not is_stream or self._body.rstrip().endswith(b"[DONE]")):
            load.answers.append((now - self._sent, self._first - self._sent))
            load.events += self._body.count(b"\ndata:") + is_stream
        else:
            load.failures += 1
        if now < load.ends:
            self._call()
        else:
            self.done.set()
            self._transport.close()


async def main(port: int, connections: int, seconds: float, request: bytes) -> None:
    loop, began = asyncio.get_running_loop(), time.perf_counter()
    load = Load(request, began + seconds)
    dialled = [await loop.create_connection(lambda: Caller(load), "127.0.0.1", port) for _ in range(connections)]
    async with asyncio.timeout(seconds + PATIENCE_S):
        await asyncio.gather(*(caller.done.wait() for _, caller in dialled))
    print(json.dumps(load.report(time.perf_counter() - began)))


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), sys.stdin.buffer.read()))
