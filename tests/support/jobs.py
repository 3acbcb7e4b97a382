"""Jobs for worker processes."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Any

from imperium.platform.errors import InvalidInput

Report = Callable[[float, str], None]


def describe(job: dict[str, Any], report: Report) -> dict[str, Any]:
    report(0.5, "half")
    print("what a library prints")
    return {"given": job, "pid": os.getpid()}


def sleep(job: dict[str, Any], report: Report) -> dict[str, Any]:
    report(0.0, str(os.getpid()))
    time.sleep(job["seconds"])
    return {"pid": os.getpid()}


def spin(job: dict[str, Any], report: Report) -> dict[str, Any]:
    report(0.0, str(os.getpid()))
    while True:
        pass


def refuse(job: dict[str, Any], report: Report) -> dict[str, Any]:
    raise InvalidInput("too wide", field="width", remedy="At most 10.")


def break_down(job: dict[str, Any], report: Report) -> dict[str, Any]:
    raise ZeroDivisionError("seven by nothing")


def devour(job: dict[str, Any], report: Report) -> dict[str, Any]:
    return {"size": len(bytearray(job["bytes"]))}


def die(job: dict[str, Any], report: Report) -> dict[str, Any]:
    os._exit(7)


def draw(job: dict[str, Any], report: Callable[..., None]) -> dict[str, Any]:
    """Shows each of the given pictures, written as hexadecimal digits."""
    for number, picture in enumerate(job["pictures"]):
        report(number / len(job["pictures"]), f"picture {number}", preview=bytes.fromhex(picture))
        time.sleep(job.get("apart_s", 0.0))
    return {}
