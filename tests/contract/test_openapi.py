"""Requests made up from our own description are answered as it says, and never with a server error."""

import asyncio
import threading
from collections.abc import Iterator

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import Failure, FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from imperium.images import capabilities as image_capabilities
from support.upstream_app import PAINT, Running, serving, settings_in


def nothing_broke(context: object, response: schemathesis.Response, case: schemathesis.Case) -> None:
    """502, 503 and 504 are answers; 500 is a fault of ours."""
    assert response.status_code != 500, response.text


CHECKS = [nothing_broke, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server on a thread of its own, since the requests are made without one."""
    started: list[Running] = []
    ready, over = threading.Event(), threading.Event()

    async def serve() -> None:
        async with serving(settings_in(tmp_path_factory.mktemp("openapi"))) as running:
            started.append(running)
            ready.set()
            await asyncio.to_thread(over.wait)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(image_capabilities, "CAPABILITIES", (PAINT,))
        thread = threading.Thread(target=asyncio.run, args=(serve(),))
        thread.start()
        ready.wait(60)
        yield started[0].address
        over.set()
        thread.join()


@pytest.fixture
def described(address: str) -> schemathesis.BaseSchema:
    """Without what streams for as long as one listens, what films, and what asks for a key from now on."""
    schema = schemathesis.openapi.from_url(f"{address}/openapi.json")
    schema.config.generation.allow_x00 = False
    return schema.exclude(path_regex=r"/events$|/generate/video$|/keys")


@pytest.mark.filterwarnings("ignore:Do not use the `random` module")  # the server beside draws its own
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["fitting", "unfitting"])
def test_every_operation_answers_as_described(described: schemathesis.BaseSchema, mode: GenerationMode) -> None:
    operations = [result.ok() for result in described.get_all_operations()]
    assert len(operations) > 25
    broken = {operation.label: problem for operation in operations if (problem := _problem(operation, mode))}
    assert not broken, "\n\n".join(f"{label}\n{problem}" for label, problem in broken.items())


def _problem(operation: schemathesis.APIOperation, mode: GenerationMode) -> str | None:
    """What an answer has against the description, with the request that shows it."""

    @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), database=None, derandomize=True)
    @given(case=operation.as_strategy(generation_mode=mode))
    def answers(case: schemathesis.Case) -> None:
        case.call_and_validate(checks=CHECKS)

    try:
        answers()
    except (FailureGroup, Failure) as failure:
        return str(failure)
    except Unsatisfiable:
        return None  # it takes anything
    return None
