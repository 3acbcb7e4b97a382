"""Servers of one's own, added by their address and seen as they are now."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from test_server import LLAMACPP, OPENAI, TAGS, serving

from imperium.models.local.servers import Servers, address_of
from imperium.platform.errors import Conflict, InvalidInput, ProviderRejected
from support.house import opened, settings_in

OLLAMA = {"/api/version": {"version": "0.12.3"}, "/api/tags": TAGS, "/v1/models": OPENAI}
VLLM = {"/version": {"version": "0.11.0"}, "/v1/models": OPENAI}


@pytest.fixture
async def servers(tmp_path: Path) -> AsyncIterator[Servers]:
    async with opened(settings_in(tmp_path)) as house:
        application = house.application
        yield Servers(application.providers.platform, application.models.catalog)


@pytest.mark.parametrize(
    ("source", "address"),
    [
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("https://gpu.example.org/v1", "https://gpu.example.org/v1"),
        ("localhost:11434", "http://localhost:11434"),
        ("[::1]:8000/v1", "http://[::1]:8000/v1"),
        ("ollama", "http://127.0.0.1:11434/v1"),
        ("vllm", "http://127.0.0.1:8000/v1"),
        ("openai", None),
        ("/models/a.gguf", None),
        ("a.gguf", None),
    ],
)
def test_what_is_meant_by_a_source(source: str, address: str | None) -> None:
    assert address_of(source) == address


async def test_it_is_connected_under_its_kinds_name(servers: Servers) -> None:
    async with serving(OLLAMA) as one, serving(OLLAMA) as other, serving({"/v1/models": OPENAI}) as third:
        added = [(await servers.add(address)).name for address in (one, other, third)]
        assert added == ["ollama", "ollama-2", "server"]
        seen = {each.name: each for each in await servers.seen()}
        assert {name: [model.name for model in each.models] for name, each in seen.items()} == {
            "ollama": ["llama3.2:latest"],
            "ollama-2": ["llama3.2:latest"],
            "server": ["some/model"],
        }
        assert seen["ollama"].models[0].size == 2_019_393_189
        with pytest.raises(Conflict, match="ollama exists"):
            await servers.add(one)
    assert all("Nothing answers" in each.problem for each in await servers.seen())


async def test_another_name_and_one_model_for_every_role(servers: Servers) -> None:
    async with serving(VLLM) as address:
        with pytest.raises(InvalidInput, match="It has some/model"):
            await servers.add(address, "lab", "other/model")
        assert (await servers.add(address, "lab", "some/model")).name == "lab"
    catalog = servers._catalog
    assert str(catalog.resolve("fast_ai")[0]) == "lab:some/model"


async def test_one_that_wants_a_key_keeps_it(servers: Servers) -> None:
    async with serving({"/v1/models": LLAMACPP}, key="sesame-street") as address:
        with pytest.raises(ProviderRejected, match="wants a key"):
            await servers.add(address)
        added = await servers.add(address, key=bytearray(b"sesame-street"))
        assert (added.name, added.server.kind) == ("llamacpp", "llamacpp")
        (seen,) = await servers.seen()
        assert (seen.name, seen.problem) == ("llamacpp", ""), "it answers, if only to who has the key"
