"""From a request to an answer: routing, fallbacks, budgets, deadlines, and the ledger."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from ledger import Ledger
from upstream import FOR_EVER_S, USAGE, Upstream

from imperium.models.caller import ANYONE, Call, Caller
from imperium.models.chat import ChatRequest, Image, Message, Text, joined, user
from imperium.models.service import ModelService
from imperium.platform.auth.principal import Principal, Role
from imperium.platform.errors import (
    BudgetExceeded,
    ImperiumError,
    InvalidInput,
    NetworkError,
    NoModelConnected,
    NotFound,
    ProviderRejected,
    ProviderUnavailable,
    TimedOut,
    TooLarge,
)
from imperium.platform.settings import Settings
from support.waiting import PATIENCE_S, until

Connect = Callable[..., Settings]
Serve = Callable[[Settings], ModelService]
HELLO = (user("hello there"),)


def role(*chain: str) -> dict[str, Any]:
    first, *fallbacks = chain
    provider, _, model = first.partition(":")
    return {"provider": provider, "model": model, "fallbacks": fallbacks}


async def streamed(service: ModelService, request: ChatRequest, caller: Caller = ANYONE) -> Any:
    return joined([chunk async for chunk in service.stream(request, caller, tries=1)])


@pytest.mark.parametrize("broken", ["status-500", "status-401", "hangup", "html", "silent"])
async def test_the_next_of_the_chain_answers(connect: Connect, serve: Serve, ledger: Ledger, broken: str) -> None:
    patience_s = {"openai": 0.4} if broken == "silent" else {}
    service = serve(connect({"fast_ai": role(f"openai:{broken}", "anthropic:echo")}, patience_s))
    request = ChatRequest(HELLO, model="fast_ai")
    for answer in (await service.complete(request, tries=1), await streamed(service, request)):
        assert (answer.source.engine, answer.source.role, answer.source.attempts) == ("anthropic", "fast_ai", 2)
    assert [record.status for record in ledger.records] == ["succeeded", "succeeded"]


@pytest.mark.parametrize("broken", ["cut", "short", "stall", "garbage", "errors-midway"])
async def test_after_the_first_word_no_one_else_is_asked(
    connect: Connect, serve: Serve, ledger: Ledger, upstream: Upstream, broken: str
) -> None:
    patience_s = {"openai": 1.5} if broken == "stall" else {}
    service = serve(connect({"fast_ai": role(f"openai:{broken}", "anthropic:echo")}, patience_s))
    heard = []
    with pytest.raises(ImperiumError) as caught:  # noqa: PT012
        async for chunk in service.stream(ChatRequest((user("one two three four five"),), model="fast_ai")):
            heard.append(chunk.text)  # noqa: PERF401
    assert heard
    assert len(upstream.requests) == 1
    (record,) = ledger.records
    assert (record.status, record.error, record.estimated) == ("failed", caught.value.code, True)
    assert record.usage.output_tokens > 0


async def test_all_fail_and_the_error_tells_all(connect: Connect, serve: Serve, ledger: Ledger) -> None:
    service = serve(connect({"fast_ai": role("openai:status-401", "anthropic:status-503", "google_ai:hangup")}))
    with pytest.raises(ProviderUnavailable) as caught:
        await service.complete(ChatRequest(HELLO, model="fast_ai"), tries=1)
    tried = [attempt["code"] for attempt in caught.value.extra["attempts"]]
    assert tried == ["provider-rejected", "provider-unavailable", "network-error"]
    (record,) = ledger.records
    assert (record.status, record.engine, record.model, record.cost_micro_usd) == ("failed", "openai", "status-401", 0)


async def test_a_passing_failure_is_tried_again(connect: Connect, serve: Serve, upstream: Upstream) -> None:
    service = serve(connect())
    answer = await service.complete(ChatRequest(HELLO, model="openai:flaky"))
    assert answer.source.attempts == len(upstream.requests) == 3


async def test_a_lasting_failure_is_not(connect: Connect, serve: Serve, upstream: Upstream) -> None:
    with pytest.raises(ProviderRejected):
        await serve(connect()).complete(ChatRequest(HELLO, model="openai:status-404"))
    assert len(upstream.requests) == 1


async def test_what_keeps_failing_is_not_asked(
    configure: Connect, connect: Connect, serve: Serve, upstream: Upstream
) -> None:
    service = serve(connect(resilience={"failureThreshold": 2, "baseDelaySeconds": 0.01}))
    for _ in range(4):
        with pytest.raises(ImperiumError) as caught:
            await service.complete(ChatRequest(HELLO, model="openai:status-500"), tries=1)
    assert caught.value.code == "circuit-open"
    assert len(upstream.requests) == 2


async def test_the_ledger_has_one_line_for_each_request(connect: Connect, serve: Serve, ledger: Ledger) -> None:
    service = serve(connect(prices={"openai:echo": {"inputPerMillionUsd": 2, "outputPerMillionUsd": 10}}))
    caller = Call(Principal("p-1", "t-1", Role.MEMBER), idempotency_key="run-1/task-2")
    answer = await service.complete(ChatRequest(HELLO, model="openai:echo"), caller)
    (record,) = ledger.records
    cost = USAGE["input"] * 2 + USAGE["output"] * 10
    assert (record.cost_micro_usd, record.priced, record.estimated) == (cost, True, False)
    assert (record.tenant, record.principal, record.idempotency_key) == ("t-1", "p-1", "run-1/task-2")
    assert record.id == answer.id
    assert answer.source.cost_micro_usd == cost
    assert record.seconds > 0


async def test_a_stream_is_in_the_ledger_before_it_ends(connect: Connect, serve: Serve, ledger: Ledger) -> None:
    service = serve(connect())
    async for chunk in service.stream(ChatRequest(HELLO, model="openai:echo")):
        if chunk.source is not None:
            break
    (record,) = ledger.records
    assert (record.streamed, record.usage.total_tokens) == (True, 18)
    assert record.first_token_seconds is not None


async def test_who_leaves_midway_pays_for_what_was_heard(connect: Connect, serve: Serve, ledger: Ledger) -> None:
    service = serve(connect())
    stream = service.stream(ChatRequest((user("one two three four five"),), model="openai:echo"))
    assert (await anext(stream)).text
    await stream.aclose()
    (record,) = ledger.records
    assert (record.status, record.estimated) == ("cancelled", True)
    assert record.usage.output_tokens >= 1


async def test_a_cancelled_call_stops_at_once(
    connect: Connect, serve: Serve, ledger: Ledger, upstream: Upstream
) -> None:
    service = serve(connect())
    upstream.delay_s = FOR_EVER_S
    call = asyncio.create_task(service.complete(ChatRequest(HELLO, model="openai:echo")))
    await until(lambda: upstream.requests)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        async with asyncio.timeout(PATIENCE_S):
            await call
    assert [record.status for record in ledger.records] == ["cancelled"]


async def test_a_deadline_ends_whole_answers_and_streams(connect: Connect, serve: Serve, upstream: Upstream) -> None:
    service = serve(connect())
    upstream.delay_s = FOR_EVER_S
    request = ChatRequest(HELLO, model="openai:echo")
    with pytest.raises(TimedOut, match=r"within the 0\.05 s"):
        await service.complete(request, Call(deadline_s=0.05))
    with pytest.raises(TimedOut):
        await streamed(service, request, Call(deadline_s=0.05))


async def test_a_budget_bounds_the_answer(connect: Connect, serve: Serve, upstream: Upstream) -> None:
    service = serve(connect(prices={"openai:echo": {"inputPerMillionUsd": 1, "outputPerMillionUsd": 10}}))
    await service.complete(ChatRequest(HELLO, model="openai:echo"), Call(budget_micro_usd=1_000))
    assert 90 <= upstream.requests[0]["max_completion_tokens"] <= 100


async def test_of_several_answers_each_is_paid(connect: Connect, serve: Serve, upstream: Upstream) -> None:
    service = serve(connect(prices={"openai:echo": {"inputPerMillionUsd": 1, "outputPerMillionUsd": 10}}))
    await service.complete(ChatRequest(HELLO, model="openai:echo", n=4), Call(budget_micro_usd=4_000))
    assert 90 <= upstream.requests[0]["max_completion_tokens"] <= 100


async def test_what_the_budget_cannot_pay_is_not_asked(connect: Connect, serve: Serve, upstream: Upstream) -> None:
    dear = {"inputPerMillionUsd": 100, "outputPerMillionUsd": 500}
    cheap = {"inputPerMillionUsd": 0.1, "outputPerMillionUsd": 0.5}
    prices = {"openai:echo": dear, "anthropic:echo": cheap}
    service = serve(connect({"fast_ai": role("openai:echo", "anthropic:echo")}, prices=prices))
    answer = await service.complete(ChatRequest(HELLO, model="fast_ai"), Call(budget_micro_usd=500))
    assert answer.source.engine == "anthropic"
    with pytest.raises(BudgetExceeded, match=r"\$0\.0005 is too small"):
        await service.complete(ChatRequest(HELLO, model="openai:echo"), Call(budget_micro_usd=500))
    assert len(upstream.requests) == 1


async def test_size_and_pictures_decide_before_complexity(connect: Connect, serve: Serve) -> None:
    service = serve(connect(routes={"longTokens": 100, "veryLongTokens": 200, "maxTokens": 400}))

    async def goes_to(*parts: Text | Image) -> str:
        return (await service.route(ChatRequest((Message("user", parts),)))).role

    assert await goes_to(Text("hello")) == "fast_ai"
    assert await goes_to(Text("word " * 150)) == "thinking_ai"
    assert await goes_to(Text("word " * 250)) == "image_analysis_ai"
    with pytest.raises(TooLarge, match="at most 400"):
        await goes_to(Text("word " * 500))


async def test_a_picture_goes_to_the_model_that_sees(connect: Connect, serve: Serve) -> None:
    seen = Message("user", (Text("Create a campaign with images"), Image("https://example.org/a.png")))
    route = await serve(connect()).route(ChatRequest((seen,)))
    assert (route.role, route.reasons) == ("image_analysis_ai", ("a picture",))


async def test_names_that_cannot_be_asked(connect: Connect, serve: Serve) -> None:
    service = serve(connect())
    with pytest.raises(NotFound) as unknown:
        await service.complete(ChatRequest(HELLO, model="thinkin_ai"))
    assert unknown.value.remedy == "Did you mean 'thinking_ai'?"
    with pytest.raises(InvalidInput, match="image_generation"):
        await service.complete(ChatRequest(HELLO, model="imagen_4_ultra"))
    with pytest.raises(NoModelConnected) as absent:
        await service.complete(ChatRequest(HELLO, model="openrouter:x/y"))
    assert "OPENROUTER_API_KEY" in (absent.value.remedy or "")


async def test_a_server_that_is_not_there_names_its_address(configure: Connect, serve: Serve) -> None:
    service = serve(configure(providers={"ollama": {"baseUrl": "http://127.0.0.1:9"}}))
    with pytest.raises(NetworkError, match=r"ollama: no answer from http://127\.0\.0\.1:9/v1"):
        await service.complete(ChatRequest(HELLO), tries=1)


async def test_an_own_server_serves_every_role_with_what_it_has_loaded(
    configure: Connect, serve: Serve, upstream: Upstream, ledger: Ledger
) -> None:
    service = serve(configure(providers={"vllm": {"baseUrl": upstream.url}}, routes={"askCategorizer": False}))
    answer = await service.complete(ChatRequest(HELLO, model="thinking_ai"))
    assert (answer.source.engine, answer.source.model, answer.source.cost_micro_usd) == ("vllm", "echo-loaded", 0)
    assert "authorization" not in upstream.headers[0]
    assert ledger.records[0].priced is True


async def test_an_own_server_sorts_messages_only_if_it_is_told_to(configure: Connect, serve: Serve) -> None:
    own = {"vllm": {"baseUrl": "http://127.0.0.1:9/v1"}}
    assert not serve(configure(providers=own)).catalog.is_mapped("categorizer")
    assert serve(configure(providers=own, models={"categorizer": "vllm:tiny"})).catalog.is_mapped("categorizer")


async def test_a_provider_of_ones_own(configure: Connect, serve: Serve, upstream: Upstream) -> None:
    lab = {"baseUrl": f"{upstream.url}/v1beta", "apiKey": "lab-key", "model": "echo", "dialect": "gemini"}
    service = serve(configure(providers={"lab": lab}, routes={"askCategorizer": False}))
    assert (await service.complete(ChatRequest(HELLO))).source.engine == "lab"
    assert upstream.headers[0]["x-goog-api-key"] == "lab-key"


async def test_without_a_model_nothing_is_made_up(configure: Connect, serve: Serve, ledger: Ledger) -> None:
    service = serve(configure())
    unknown = await service.complete(ChatRequest((user("What are the benefits of renewable energy?"),)))
    assert unknown.answered is False
    assert unknown.text.startswith("No language model is connected, so this can't be answered.")
    known = await service.complete(ChatRequest((user("How do I create an API key?"),)))
    assert known.answered is True
    assert (known.source.engine, known.source.cost_micro_usd) == ("embedded:knowledge", 0)
    assert [(record.engine, record.cost_micro_usd, record.status) for record in ledger.records] == [
        ("embedded:knowledge", 0, "succeeded")
    ] * 2


async def test_the_key_is_never_shown(connect: Connect, serve: Serve) -> None:
    settings = connect()
    service = serve(settings)
    assert not any(key in repr(service.catalog.connections) for key in ("sk-openai", "sk-ant", "google-secret"))
    with pytest.raises(ImperiumError) as caught:
        await service.complete(ChatRequest(HELLO, model="openai:status-401"), tries=1)
    assert "secret" not in str(caught.value.as_dict())


async def test_a_connected_categorizer_decides_and_is_charged(connect: Connect, serve: Serve, ledger: Ledger) -> None:
    models = {"categorizer": "openai:sorter", "thinking_ai": "anthropic:echo"}
    service = serve(connect(models, routes={"askCategorizer": True}))
    caller = Call(Principal("p-1", "t-1", Role.MEMBER))
    answer = await service.complete(ChatRequest(HELLO), caller)
    assert (answer.source.role, answer.source.engine) == ("thinking_ai", "anthropic")
    assert [(record.role, record.tenant) for record in ledger.records] == [
        ("categorizer", "t-1"),
        ("thinking_ai", "t-1"),
    ]
