import asyncio
import io
import logging
import re
from collections.abc import Iterator

import orjson
import pytest
import structlog

from imperium.platform.telemetry import logs
from support.waiting import until

SECRET = "sk-proj-abcdefghijklmnop123456"


@pytest.fixture
def out() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield io.StringIO()
    structlog.reset_defaults()
    root.handlers, root.level = handlers, level


def lines(out: io.StringIO) -> list[dict[str, object]]:
    return [orjson.loads(line) for line in out.getvalue().splitlines()]


def test_production_lines_are_ecs(out: io.StringIO) -> None:
    logs.configure(production=True, stream=out)
    structlog.get_logger("imperium.web").info(
        "request", method="GET", path="/health", status_code=200, duration_ms=1.5, route="/health"
    )
    (line,) = lines(out)
    assert line.pop("@timestamp")
    assert line == {
        "log.level": "info",
        "log.logger": "imperium.web",
        "message": "request",
        "ecs.version": logs.ECS_VERSION,
        "service.name": "imperium",
        "http.request.method": "GET",
        "http.response.status_code": 200,
        "url.path": "/health",
        "event.duration": 1_500_000,
        "imperium": {"route": "/health"},
    }


def answered(request_id: str) -> None:
    logs.request(request_id, "GET", "/runs/" + "1" * 40, "/runs/{run_id}", 200, 0.0015, "127.0.0.1", "local")


async def test_requests_that_end_together_are_lines_of_the_same_shape(out: io.StringIO) -> None:
    logs.configure(production=True, stream=out)
    answered("req_1")
    answered("req_2")
    assert not out.getvalue()
    await until(out.getvalue)
    one, other = lines(out)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", str(one.pop("@timestamp")))
    assert one == {
        "log.level": "info",
        "message": "request",
        "ecs.version": logs.ECS_VERSION,
        "service.name": "imperium",
        "log.logger": "imperium.web",
        "http.request.method": "GET",
        "http.request.id": "req_1",
        "http.response.status_code": 200,
        "url.path": "/runs/" + "1" * 40,
        "client.address": "127.0.0.1",
        "user.id": "local",
        "event.duration": 1_500_000,
        "imperium": {"route": "/runs/{run_id}"},
    }
    assert other["http.request.id"] == "req_2"


async def test_lines_keep_their_order_and_none_waits_for_ever(out: io.StringIO) -> None:
    logs.configure(production=True, stream=out)
    answered("req_1")
    structlog.get_logger("x").error("at once")
    assert [line["message"] for line in lines(out)] == ["request", "at once"]
    answered("req_2")
    logs.flush()  # as at the interpreter's end
    answered("req_3")
    await until(lambda: len(lines(out)) == 4)
    assert [line.get("http.request.id") for line in lines(out)] == ["req_1", None, "req_2", "req_3"]


async def test_what_is_logged_for_a_request_says_so(out: io.StringIO) -> None:
    logs.configure(production=True, stream=out)

    async def serve(request_id: str) -> None:
        logs.REQUEST_ID.set(request_id)
        await asyncio.sleep(0)
        structlog.get_logger("x").warning("slow")

    await asyncio.gather(serve("req_1"), serve("req_2"))
    structlog.get_logger("x").warning("nobody's")
    assert [line.get("http.request.id") for line in lines(out)] == ["req_1", "req_2", None]


def test_an_exception_is_logged_with_its_trace_and_without_secrets(out: io.StringIO) -> None:
    logs.configure(production=True, stream=out)
    try:
        prompt = "my private words"
        raise ValueError(f"refused with key {SECRET}, {len(prompt)}")
    except ValueError as error:
        structlog.get_logger("x").error("failed", exc_info=error)
    (line,) = lines(out)
    assert line["error.type"] == "ValueError"
    assert "test_an_exception_is_logged" in str(line["error.stack_trace"])
    assert SECRET not in out.getvalue()
    assert "my private words" not in str(line["error.message"])


@pytest.mark.parametrize("production", [True, False])
def test_the_logs_of_libraries_take_the_same_way(out: io.StringIO, production: bool) -> None:
    logs.configure(production=production, stream=out)
    logging.getLogger("uvicorn.error").warning("upstream said %s", f"Bearer {SECRET}")
    logging.getLogger("uvicorn.access").info("twice is once too often")
    assert out.getvalue().count("\n") == 1
    assert "upstream said" in out.getvalue()
    assert "(hidden)" in out.getvalue()
    assert SECRET not in out.getvalue()


def test_a_stream_that_is_gone_costs_the_line_and_not_the_work(out: io.StringIO) -> None:
    logs.configure(stream=out)
    out.close()
    structlog.get_logger("imperium.x").warning("nobody reads this")
    logs.configure(stream=(again := io.StringIO()))
    structlog.get_logger("imperium.x").warning("somebody reads this")
    assert "somebody reads this" in again.getvalue()


def test_development_lines_are_for_reading_and_show_no_variables(out: io.StringIO) -> None:
    logs.configure(stream=out)
    try:
        words = "my private words"
        raise ValueError(len(words))
    except ValueError:
        structlog.get_logger("imperium.x").exception("failed", run_id="run_1", prompt="something long")
    text = out.getvalue()
    assert "failed" in text
    assert "run_id=run_1" in text
    assert "(14 characters)" in text
    assert "ValueError: 16" in text
    assert "my private words" not in text  # a traceback with local variables would show it


def test_the_level_is_kept_by_ours_and_theirs(out: io.StringIO) -> None:
    logs.configure(level="warning", stream=out)
    structlog.get_logger().info("quiet")
    logging.getLogger("some.library").info("quiet")
    assert out.getvalue() == ""
