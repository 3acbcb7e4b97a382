"""Every endpoint says what it is, how it refuses, and whom it lets in."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from imperium.app import create_app
from imperium.platform.settings import load_settings

PUBLIC = {"/health", "/metrics", "/openapi.json", "/docs", "/redoc", "/assets/{name}"}


@pytest.fixture(scope="module")
def description(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    folder: Path = tmp_path_factory.mktemp("routes")
    app = create_app(load_settings(None, folder, {}))
    yield app.openapi()
    app.state.platform.owner.release()
    app.state.platform.database.close()


def operations(description: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def test_every_operation_has_a_short_summary_and_a_group(description: dict[str, Any]) -> None:
    for name, operation in operations(description):
        assert operation.get("summary"), name
        assert len(operation["summary"]) <= 60, name
        assert operation.get("tags"), name
    summaries = [operation["summary"] for _, operation in operations(description)]
    assert len(set(summaries)) == len(summaries)


def test_every_operation_asks_for_a_role_unless_it_is_public(description: dict[str, Any]) -> None:
    for name, operation in operations(description):
        assert bool(operation.get("security")) != (name.split()[1] in PUBLIC), name


def test_every_refusal_is_described_as_a_problem(description: dict[str, Any]) -> None:
    for name, operation in operations(description):
        refusals = {code: answer for code, answer in operation["responses"].items() if code >= "400"}
        if name.split()[1] not in PUBLIC:
            assert "401" in refusals, name
            assert "429" in refusals, name
        if "requestBody" in operation:
            assert {"413", "422"} <= refusals.keys(), name
        if "{" in name and not name.startswith("GET /docs"):
            assert "404" in refusals, name
        for code, answer in refusals.items():
            assert "application/problem+json" in answer["content"] or "/v1/" in name, (name, code)


def test_every_operation_has_one_name(description: dict[str, Any]) -> None:
    ids = [operation["operationId"] for _, operation in operations(description)]
    assert len(set(ids)) == len(ids)
