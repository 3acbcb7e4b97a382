"""Logs: lines to read in development, one JSON object a line (Elastic Common Schema 8) in production.

`configure` is called once, at start; everything else asks structlog for a logger and says what happened:

    _log = structlog.get_logger("imperium.workflows")
    _log.info("run ended", run_id=run.id, status=run.status)
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import logging
import sys
import time
import traceback
from collections import deque
from collections.abc import MutableMapping
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import lru_cache, partial
from typing import Any, TextIO

import orjson
import structlog
from structlog.types import Processor

from imperium.platform.telemetry.redaction import redact, redact_fields

ECS_VERSION = "8.17.0"
_ECS_NAMES = {
    "method": "http.request.method",
    "request_id": "http.request.id",
    "status_code": "http.response.status_code",
    "path": "url.path",
    "client": "client.address",
    "principal": "user.id",
    "error_id": "error.id",
    "trace_id": "trace.id",
    "span_id": "span.id",
}
_QUIET = {
    "uvicorn.access": logging.CRITICAL,
    "uvicorn.error": logging.NOTSET,
    "asyncio": logging.WARNING,
    "alembic": logging.WARNING,
}

Event = MutableMapping[str, Any]
REQUEST_ID: ContextVar[str | None] = ContextVar("request_id", default=None)
"""The request that the current task works for: it stands in every line that is logged meanwhile."""
_web = structlog.get_logger("imperium.web")
_lines: Lines | None = None
"""Where the record of a request goes at once, in production: it is by far the most frequent line."""


def configure(*, production: bool = False, level: str = "INFO", stream: TextIO | None = None) -> None:
    """Send our logs, and those of the libraries, to `stream` (standard error by default) in one shape."""
    global _lines
    out = stream or sys.stderr
    render: Processor = to_ecs if production else _console(colors=out.isatty())
    shared: list[Processor] = [
        add_request_id,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        format_exception,
        hide,
    ]
    threshold = logging.getLevelNamesMapping()[level.upper()]
    lines = Lines(out)
    _lines = lines if production and threshold <= logging.INFO else None
    structlog.configure(
        processors=[*shared, render],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=partial(Logger, lines),
        cache_logger_on_first_use=production,
    )
    _adopt_library_logs(out, shared, render, threshold)


def request(
    request_id: str, method: str, path: str, route: str, status_code: int, seconds: float, client: str, principal: str
) -> None:
    """Record a request that was answered: in production together with those that end soon after it."""
    if _lines is None:
        _web.info(
            "request",
            method=method,
            path=path,
            route=route,
            status_code=status_code,
            duration_ms=round(seconds * 1_000, 3),
            client=client,
            principal=principal,
        )
        return
    line = {
        "@timestamp": _now(),
        "log.level": "info",
        "message": "request",
        "ecs.version": ECS_VERSION,
        "service.name": "imperium",
        "log.logger": "imperium.web",
        "http.request.method": method,
        "http.request.id": request_id,
        "http.response.status_code": status_code,
        "url.path": path if path == route else redact(path),
        "client.address": client,
        "user.id": principal,
        "event.duration": round(seconds * 1e9),
        "imperium": {"route": route},
    }
    _lines.soon(orjson.dumps(line).decode())


def _now() -> str:
    seconds, microseconds = divmod(time.time_ns() // 1_000, 1_000_000)
    return f"{_second(seconds)}.{microseconds:06d}Z"


@lru_cache(maxsize=2)
def _second(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")


SOON_S = 0.01
"""How long lines that nobody waits for are gathered: writing one takes as long as making three."""


class Lines:
    """Writes lines in the order in which they came."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._waiting: deque[str] = deque()
        self._is_due = False

    def soon(self, line: str) -> None:
        """Write the line within SOON_S, with all that came until then: the loop's thread only."""
        self._waiting.append(line)
        if not self._is_due:
            self._is_due = True
            asyncio.get_running_loop().call_later(SOON_S, self.flush)

    def flush(self) -> None:
        """Write what waits."""
        self._is_due = False
        self._write(self._taken())

    def write(self, line: str) -> None:
        """Write the line now, after what waits."""
        self._write([*self._taken(), line])

    def _taken(self) -> list[str]:
        """What waits, one by one: another thread may take of it too."""
        taken: list[str] = []
        with contextlib.suppress(IndexError):
            while self._waiting:
                taken.append(self._waiting.popleft())
        return taken

    def _write(self, lines: list[str]) -> None:
        """A stream that is closed, or a disk that is full, costs the lines and not the work that they tell of."""
        if lines:
            with contextlib.suppress(OSError, ValueError):
                self._out.write("\n".join([*lines, ""]))
                self._out.flush()


class Logger:
    """Where structlog's messages go, each as one line."""

    def __init__(self, lines: Lines, name: str = "imperium") -> None:
        self.name = name
        self.debug = self.info = self.warning = self.error = self.critical = self.msg = lines.write


@atexit.register
def flush() -> None:
    """Write what waits for a moment that may not come."""
    if _lines is not None:
        _lines.flush()


def _console(*, colors: bool) -> Processor:
    """No tracebacks of its own: those with local variables would show prompts and keys."""
    renderer = structlog.dev.ConsoleRenderer(colors=colors, exception_formatter=structlog.dev.plain_traceback)

    def render(logger: Any, method: str, event: Event) -> str:
        said_by_the_trace = ("error_type", "error_message") if "exception" in event else ()
        return renderer(logger, method, {name: value for name, value in event.items() if name not in said_by_the_trace})

    return render


def _adopt_library_logs(out: TextIO, shared: list[Processor], render: Processor, threshold: int) -> None:
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render],
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(formatter)
    logging.basicConfig(handlers=[handler], level=threshold, force=True)
    for name in ("uvicorn", *_QUIET):  # a server that was configured by itself keeps its lines from us
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
    for name, quiet in _QUIET.items():
        logging.getLogger(name).setLevel(max(quiet, threshold))


def add_request_id(logger: Any, method: str, event: Event) -> Event:
    """The id of the request that is worked for, where one is."""
    if (current := REQUEST_ID.get()) is not None:
        event.setdefault("request_id", current)
    return event


def format_exception(logger: Any, method: str, event: Event) -> Event:
    """The traceback as text, with the exception's class and message beside it."""
    found = event.pop("exc_info", None)
    error = found[1] if isinstance(found, tuple) else sys.exc_info()[1] if found is True else found
    if isinstance(error, BaseException):
        event["exception"] = "".join(traceback.format_exception(error))
        event["error_type"], event["error_message"] = type(error).__name__, str(error)
    return event


def hide(logger: Any, method: str, event: Event) -> Event:
    """Nothing secret and no prompt leaves, whoever logged it."""
    return {"event": redact(str(event.pop("event", ""))), **redact_fields(event)}


def to_ecs(logger: Any, method: str, event: Event) -> str:
    """One line of JSON. Fields without an ECS name stand under `imperium`."""
    fields = dict(event)
    line: dict[str, Any] = {
        "@timestamp": fields.pop("timestamp"),
        "log.level": fields.pop("level"),
        "message": fields.pop("event"),
        "ecs.version": ECS_VERSION,
        "service.name": "imperium",
        **_renamed(fields, {"logger": "log.logger", **_ECS_NAMES}),
        **_renamed(fields, {"error_type": "error.type", "error_message": "error.message"}),
        **_renamed(fields, {"exception": "error.stack_trace"}),
    }
    if (duration_ms := fields.pop("duration_ms", None)) is not None:
        line["event.duration"] = round(duration_ms * 1_000_000)
    if fields:
        line["imperium"] = fields
    return orjson.dumps(line, default=str, option=orjson.OPT_NON_STR_KEYS).decode()


def _renamed(fields: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    return {ecs: fields.pop(ours) for ours, ecs in names.items() if ours in fields}
