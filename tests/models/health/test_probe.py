"""The free question, as each kind of answer is judged."""

import asyncio

import pytest
from lists import Lists

from imperium.models.health.probe import probe
from imperium.models.upstream import Upstream


@pytest.mark.parametrize(
    ("answer", "good", "words"),
    [
        ("ok", True, "answered"),
        (429, False, "asks for fewer requests (429)"),
        (500, False, "refused with 500"),
        (401, False, "refused with 401"),
        (402, False, "refused with 402"),
        ("html", False, "answers nonsense"),
        ("hangup", False, "no answer"),
        (404, None, "answers, but has no list of models for us (404)"),
        (403, None, "answers, but has no list of models for us (403)"),
    ],
)
async def test_each_answer(lists: Lists, asking: Upstream, answer: str | int, good: bool | None, words: str) -> None:
    lists.answers["p"] = answer
    check = await probe(asking, lists.connection("p"), 600.0, lambda: 7.0)
    assert (check.at, check.good, check.reason, check.source) == (7.0, good, words, "probe")
    assert check.response_s is not None


async def test_silence_is_unhealthy_after_the_time_that_is_given(lists: Lists, asking: Upstream) -> None:
    lists.answers["p"] = "silent"
    check = await probe(asking, lists.connection("p"), 0.05)
    assert (check.good, check.reason) == (False, "no answer within 0.05 s")


async def test_nobody_there(asking: Upstream, lists: Lists) -> None:
    connection = lists.connection("p")
    await lists.stop()
    check = await probe(asking, connection, 600.0)
    assert (check.good, check.reason) == (False, "no answer")
    assert "127.0.0.1" not in check.reason


async def test_each_dialect_is_asked_where_its_list_is(lists: Lists, asking: Upstream) -> None:
    wires = {"openai_chat": "/a/models", "anthropic_messages": "/a/v1/models", "gemini": "/a/models"}
    checks = [await probe(asking, lists.connection("a", wire), 600.0) for wire in wires]
    assert all(check.good for check in checks)
    assert lists.asked == list(wires.values())
    assert lists.completions == 0


async def test_being_cancelled_is_no_verdict(lists: Lists, asking: Upstream) -> None:
    lists.answers["p"] = "silent"
    asked = asyncio.create_task(probe(asking, lists.connection("p"), 600.0))
    await asyncio.sleep(0)
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
