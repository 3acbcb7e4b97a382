"""The capability `chat_completion`, as a workflow calls it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ledger import Ledger
from upstream import USAGE, Upstream

from imperium.models.capabilities import capabilities
from imperium.models.service import ModelService
from imperium.platform.artifacts import ArtifactStore
from imperium.platform.auth.principal import LOCAL_ADMIN
from imperium.platform.capability import Context, Registry, Result
from imperium.platform.errors import InvalidInput, NoModelConnected, ProviderUnavailable
from imperium.platform.settings import Settings
from imperium.platform.workers import Workers

Connect = Callable[..., Settings]
Serve = Callable[[Settings], ModelService]


async def execute(service: ModelService, folder: Path, inputs: dict[str, Any], **bounds: Any) -> Result:
    registry = Registry(capabilities(service))
    context = Context(LOCAL_ADMIN, ArtifactStore(folder), Workers(), registry, **bounds)
    return await context.call("chat_completion", inputs)


async def test_a_prompt_becomes_text(connect: Connect, serve: Serve, tmp_path: Path, ledger: Ledger) -> None:
    prices = {"openai:echo": {"inputPerMillionUsd": 1, "outputPerMillionUsd": 1}}
    service = serve(connect({"product_ai": "openai:echo"}, prices=prices))
    inputs = {"model": "product_ai", "prompt": "Describe a bottle.", "system": "Be brief.", "temperature": 0.2}
    result = await execute(service, tmp_path, inputs, idempotency_key="run/task")
    assert result.output == {"text": "You said: Describe a bottle.", "finish": "stop"}
    assert (result.engine, result.model, result.cost_micro_usd) == ("openai", "echo", 18)
    assert result.details["output_tokens"] == USAGE["output"]
    assert ledger.records[0].idempotency_key == "run/task"


async def test_messages_images_and_a_schema(connect: Connect, serve: Serve, tmp_path: Path, upstream: Upstream) -> None:
    inputs = {
        "model": "openai:echo",
        "messages": [{"role": "user", "content": "What is this?"}],
        "images": ["https://example.org/a.png"],
        "response_schema": {"type": "object"},
    }
    await execute(serve(connect()), tmp_path, inputs)
    sent = upstream.requests[0]
    assert sent["messages"][1]["content"][1]["image_url"]["url"] == "https://example.org/a.png"
    assert sent["response_format"]["json_schema"]["schema"] == {"type": "object"}


async def test_the_caller_retries_not_the_capability(
    connect: Connect, serve: Serve, tmp_path: Path, upstream: Upstream
) -> None:
    with pytest.raises(ProviderUnavailable):
        await execute(serve(connect()), tmp_path, {"model": "openai:flaky", "prompt": "x"})
    assert len(upstream.requests) == 1


async def test_without_a_model(configure: Connect, serve: Serve, tmp_path: Path) -> None:
    service = serve(configure())
    result = await execute(service, tmp_path, {"prompt": "How do I create an API key?"})
    assert result.engine == "embedded:knowledge"
    assert "[1]" in result.output["text"]
    with pytest.raises(NoModelConnected) as caught:
        await execute(service, tmp_path, {"prompt": "Write a poem about the sea"})
    assert "OPENROUTER_API_KEY" in (caught.value.remedy or "")


@pytest.mark.parametrize(
    "inputs",
    [{}, {"prompt": ""}, {"prompt": "x", "messages": [{"role": "user", "content": "y"}]}, {"prompt": "x", "temp": 1}],
)
async def test_wrong_inputs(configure: Connect, serve: Serve, tmp_path: Path, inputs: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        await execute(serve(configure()), tmp_path, inputs)


def test_the_cost_is_foreseen(configure: Connect, serve: Serve) -> None:
    (chat,) = capabilities(serve(configure(api_keys={"openai": "k"})))
    cheap = chat.estimate(chat.parse({"prompt": "Say hello"})).cost_micro_usd
    dear = chat.estimate(chat.parse({"prompt": "Prove the theorem " * 50, "model": "thinking_ai"})).cost_micro_usd
    assert 0 < cheap < dear
    (free,) = capabilities(serve(configure()))
    assert free.estimate(free.parse({"prompt": "Say hello"})).cost_micro_usd == 0
