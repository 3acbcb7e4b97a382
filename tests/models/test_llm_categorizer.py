"""A model sorts the message, unless it is late or says nonsense."""

import asyncio

import pytest

from imperium.models.categorizer import classify
from imperium.models.chat import ChatRequest, Completion, Source
from imperium.models.llm_categorizer import categorize
from imperium.platform.errors import ProviderUnavailable

HARD = '```json\n{"complexity": 0.9, "category": "H", "hard": true}\n```'


def says(text: str, delay_s: float = 0.0, seen: list[ChatRequest] | None = None):  # type: ignore[no-untyped-def]
    async def complete(request: ChatRequest) -> Completion:
        if seen is not None:
            seen.append(request)
        await asyncio.sleep(delay_s)
        return Completion(text=text, source=Source("lab", "tiny"))

    return complete


async def test_the_model_is_believed() -> None:
    found = await categorize("Hello", says(HARD), 60)
    assert (found.category, found.complexity, found.hard, found.by) == ("H", 0.9, True, "tiny")


async def test_a_number_outside_of_its_category_moves_into_it() -> None:
    found = await categorize("Hello", says('{"complexity": 0.1, "category": "H", "hard": false}'), 60)
    assert (found.category, found.complexity) == ("H", 0.85)


@pytest.mark.parametrize(
    "text",
    [
        "H",
        "",
        "{",
        "{}",
        "[1]",
        '{"complexity": null}',
        '{"complexity": 2, "category": "H", "hard": true}',
        '{"complexity": 0.5, "category": "X", "hard": true}',
        '{"complexity": 0.5, "category": "M", "hard": 1}',
    ],
)
async def test_nonsense_leaves_the_own_answer(text: str) -> None:
    found = await categorize("Hello", says(text), 60)
    assert (found.category, found.by) == (classify("Hello").category, "embedded")
    assert "no valid answer" in found.reasons[-1]


async def test_a_late_model_leaves_the_own_answer() -> None:
    found = await categorize("Hello", says(HARD, delay_s=600), 0.02)
    assert (found.category, found.reasons[-1]) == ("L", "the categorizer model took longer than 0.02 s")


async def test_a_failing_model_leaves_the_own_answer() -> None:
    async def fails(request: ChatRequest) -> Completion:
        raise ProviderUnavailable("down")

    found = await categorize("Hello", fails, 60)
    assert found.reasons[-1] == "the categorizer model failed: the provider is unavailable"


async def test_a_long_message_is_sent_shortened() -> None:
    seen: list[ChatRequest] = []
    await categorize("word " * 10_000, says(HARD, seen=seen), 60)
    assert len(seen[0].question) == 4_000
    assert seen[0].model == "categorizer"
