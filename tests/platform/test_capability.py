"""Inputs are checked where they arrive, and a wrong name names the right one."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict, Field

from imperium.platform.artifacts import ArtifactStore
from imperium.platform.auth.principal import LOCAL_ADMIN
from imperium.platform.capability import Capability, Context, Registry, Result
from imperium.platform.errors import InvalidInput, NotFound
from imperium.platform.workers import Workers
from support.workshop import Workshop


class Picture(BaseModel):
    model_config = ConfigDict(extra="forbid")

    prompt: str = Field(max_length=100)
    width: int = Field(512, ge=64, le=4096)


async def paint(inputs: Picture, context: Context) -> Result:
    return Result({"size": inputs.width * inputs.width, "by": context.principal.id}, "embedded:test")


PAINT = Capability(name="paint", summary="Paints.", inputs=Picture, run=paint)


@pytest.fixture
def context(tmp_path: Path) -> Context:
    registry = Registry([PAINT, *Workshop().capabilities()])
    return Context(LOCAL_ADMIN, ArtifactStore(tmp_path), Workers(1), registry)


async def test_a_capability_calls_another_by_name(context: Context) -> None:
    result = await context.call("paint", {"prompt": "a hill", "width": 100})
    assert result.output == {"size": 10_000, "by": "local"}


@pytest.mark.parametrize(
    ("inputs", "field", "said"),
    [
        ({}, "prompt", "required"),
        ({"prompt": "x", "width": 5}, "width", "greater than or equal to 64"),
        ({"prompt": "x", "width": "wide"}, "width", "integer"),
        ({"prompt": "x", "widht": 100}, "widht", "Did you mean 'width'?"),
        ({"prompt": "x" * 101}, "prompt", "at most 100"),
    ],
)
async def test_a_wrong_input_is_named_with_its_value(
    context: Context, inputs: dict[str, object], field: str, said: str
) -> None:
    with pytest.raises(InvalidInput, match=said.replace("?", r"\?")) as caught:
        await context.call("paint", inputs)
    assert caught.value.field == field
    assert "value" in caught.value.extra


async def test_every_complaint_is_told_and_long_values_are_cut(context: Context) -> None:
    with pytest.raises(InvalidInput) as caught:
        PAINT.parse({"prompt": "x" * 10_000, "width": 1})
    complaints = caught.value.extra["errors"]
    assert [complaint["field"] for complaint in complaints] == ["prompt", "width"]
    assert all(len(complaint["value"]) <= 200 for complaint in complaints)


def test_an_unknown_name_names_the_nearest(context: Context) -> None:
    with pytest.raises(NotFound) as caught:
        context.registry.get("pain")
    assert caught.value.remedy == "Did you mean 'paint'?"


def test_a_name_is_taken_once() -> None:
    with pytest.raises(ValueError, match="paint"):
        Registry([PAINT, PAINT])


def test_a_registry_tells_its_names() -> None:
    registry = Registry([PAINT, *Workshop().capabilities()])
    assert registry.names() == ["make", "make_elsewhere", "paint"]
    assert "paint" in registry
    assert len(list(registry)) == 3
