"""The child side of `workers.py`: reads one job a line from its input, writes progress and results to its output."""

import os
import resource
import sys
import threading
import time
import traceback
from collections.abc import Callable
from importlib import import_module
from queue import SimpleQueue
from typing import Any, BinaryIO

import orjson

from imperium.platform.errors import ImperiumError
from imperium.platform.preview import LEAST_APART_S, preview_of


def main(memory_mb: int) -> None:
    _bound_memory(memory_mb)
    output = _take_over_stdout()
    calls = _read_calls()
    while (line := calls.get()) is not None:
        _answer(orjson.loads(line), output)


def _bound_memory(memory_mb: int) -> None:
    limit = memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))


def _take_over_stdout() -> BinaryIO:
    """Keep the pipe for answers; whatever a library prints goes to standard error."""
    output = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    return output


def _read_calls() -> "SimpleQueue[bytes | None]":
    """Lines of standard input. When it closes the parent is gone: end at once, whatever is running."""
    calls: SimpleQueue[bytes | None] = SimpleQueue()

    def read() -> None:
        for line in sys.stdin.buffer:
            calls.put(line)
        os._exit(0)

    threading.Thread(target=read, daemon=True).start()
    return calls


def _answer(call: dict[str, Any], output: BinaryIO) -> None:
    def send(message: dict[str, Any]) -> None:
        output.write(orjson.dumps(message, option=orjson.OPT_SERIALIZE_NUMPY) + b"\n")

    shown = -LEAST_APART_S

    def report(fraction: float, message: str, preview: bytes | None = None) -> None:
        nonlocal shown
        told: dict[str, Any] = {"progress": fraction, "message": message}
        if preview and time.monotonic() - shown >= LEAST_APART_S and (seen := preview_of(preview)):
            shown = time.monotonic()
            told["preview"] = [seen.media_type, seen.base64]
        send(told)

    try:
        module, _, name = call["function"].partition(":")
        function: Callable[..., Any] = getattr(import_module(module), name)
        send({"result": function(call["job"], report)})
    except ImperiumError as error:
        send(
            {
                "error": {
                    "kind": type(error).__name__,
                    "detail": error.detail,
                    "remedy": error.remedy,
                    "field": error.field,
                }
            }
        )
    except MemoryError:
        send(
            {
                "error": {
                    "kind": "ResourceError",
                    "detail": "The worker ran out of memory.",
                    "remedy": "Ask for a smaller size.",
                }
            }
        )
    except Exception as error:  # noqa: BLE001  (the edge of the process: reported, never lost)
        traceback.print_exc()
        send({"error": {"kind": "FatalError", "detail": f"{type(error).__name__}: {error}"}})


if __name__ == "__main__":
    main(int(sys.argv[1]))
