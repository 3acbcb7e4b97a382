"""A model that no one here wrote: llama.cpp's own server with random weights, through the llamacpp provider."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from ledger import Ledger

from imperium.models.chat import ChatRequest, ResponseFormat, joined, user
from imperium.models.service import ModelService
from imperium.platform.errors import ImperiumError
from imperium.platform.settings import Settings

xllamacpp = pytest.importorskip("xllamacpp", reason="llama.cpp's wheel isn't installed on this platform")
tiny_gguf = pytest.importorskip("tiny_gguf", reason="the package gguf isn't installed")

Serve = Callable[[Settings], ModelService]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path: Path = tmp_path_factory.mktemp("llama") / "tiny.gguf"
    tiny_gguf.write(path)
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(path)
    parameters.port = 0
    parameters.n_ctx = 512
    parameters.cpuparams.n_threads = 1
    server = xllamacpp.Server(parameters)
    yield server.listening_address
    del server


@pytest.fixture
def service(configure: Callable[..., Settings], serve: Serve, address: str) -> ModelService:
    return serve(configure(providers={"llamacpp": {"baseUrl": address}}, routes={"askCategorizer": False}))


REQUEST = ChatRequest((user("the cat"),), model="fast_ai", max_tokens=8, temperature=0.0, seed=3)


async def test_it_answers_whole_and_in_pieces_alike(service: ModelService, ledger: Ledger) -> None:
    whole = await service.complete(REQUEST)
    pieces = [chunk async for chunk in service.stream(REQUEST)]
    streamed = joined(pieces)
    assert whole.text
    assert len(pieces) > 3
    assert whole.finish == streamed.finish == "length"
    assert whole.usage.output_tokens == streamed.usage.output_tokens == 8
    assert whole.usage.input_tokens == streamed.usage.input_tokens > 5
    assert whole.source.engine == "llamacpp"
    assert whole.source.model.endswith("tiny.gguf")
    assert [(record.cost_micro_usd, record.estimated) for record in ledger.records] == [(0, False), (0, False)]


async def test_it_keeps_to_a_schema(service: ModelService) -> None:
    schema = {"type": "object", "properties": {"yes": {"type": "boolean"}}, "required": ["yes"]}
    request = ChatRequest((user("the cat"),), max_tokens=200, seed=3, response_format=ResponseFormat(schema))
    answer = await service.complete(request)
    assert "".join(answer.text.split()).startswith('{"yes":')


async def test_its_refusal_is_understood(service: ModelService) -> None:
    too_long = ChatRequest((user("the cat " * 2_000),), max_tokens=8)
    with pytest.raises(ImperiumError, match="llamacpp: refused with 400") as caught:
        await service.complete(too_long, tries=1)
    assert caught.value.error_class == "persistent"
