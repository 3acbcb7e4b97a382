"""Local models as the server keeps them: through the whole model layer, and back to the disk."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from hub_server import HubServer
from ledger import Ledger
from msgspec.structs import replace

from imperium.models.catalog import Catalog
from imperium.models.chat import ChatRequest, joined, user
from imperium.models.knowledge import Knowledge
from imperium.models.local import memory
from imperium.models.local import service as services
from imperium.models.local.pull import Chosen, Progress
from imperium.models.local.service import LocalModels
from imperium.models.local.store import LocalModel
from imperium.models.service import ModelService
from imperium.platform.errors import Conflict, ImperiumError, InvalidInput, NotFound
from imperium.platform.settings import Settings
from support.waiting import until

Configure = Callable[..., Settings]
Keep = Callable[[Settings], LocalModels]
Serve = Callable[[LocalModels], ModelService]


@pytest.fixture
async def serve(ledger: Ledger, tmp_path: Path) -> AsyncIterator[Serve]:
    """The model layer over local models as they are now."""
    made: list[ModelService] = []

    def make(local: LocalModels) -> ModelService:
        catalog = catalog_of(local)
        made.append(ModelService(local.settings, ledger.write, Knowledge.load(tmp_path), catalog=catalog))
        return made[-1]

    yield make
    for service in made:
        await service.close()


def catalog_of(local: LocalModels) -> Catalog:
    return Catalog(local.settings, local.stored())


def states(local: LocalModels) -> dict[str, str]:
    return {each.model.name: each.state for each in local.residents()}


async def last_step(local: LocalModels, text: str, name: str = "") -> LocalModel:
    steps = [step async for step in local.pull(text, name)]
    assert isinstance(steps[0], Chosen)
    assert all(isinstance(step, Progress) for step in steps[1:-1])
    assert isinstance(steps[-1], LocalModel)
    return steps[-1]


async def test_without_models_the_provider_is_known_but_not_connected(configure: Configure, keep: Keep) -> None:
    local = keep(configure(models={"fast_ai": "local:later"}))
    catalog = catalog_of(local)
    assert "local" in catalog.providers
    assert "local" not in catalog.connections
    await local.start()
    assert not local._is_open, "nothing listens for nobody"


async def test_a_file_is_a_model_of_every_role_at_once(configured: Configure, keep: Keep, tiny: Path) -> None:
    local, told = keep(configured()), []

    async def changed() -> None:
        told.append([*catalog_of(local).connections])

    local.changed = changed
    await local.start()
    await local.add(tiny)
    catalog = catalog_of(local)
    assert str(catalog.resolve("thinking_ai")[0]) == "local"
    assert str(catalog.resolve("local:tiny-chat-f32")[0]) == str(catalog.resolve("tiny-chat-f32")[0])
    assert "local:tiny-chat-f32" in catalog.names()
    await local.remove("tiny-chat-f32")
    assert told == [["local"], []]
    assert tiny in tiny.parent.iterdir(), "a file of the user's own stays"


async def test_llama_cpp_answers_through_the_model_layer(
    configure: Configure,
    keep: Keep,
    tiny: Path,
    serve: Serve,
    ledger: Ledger,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    pytest.importorskip("xllamacpp", reason="llama.cpp's wheel isn't installed on this platform")
    monkeypatch.setenv("PATH", str(tmp_path))
    local = keep(configure(routes={"askCategorizer": False}))
    await local.start()
    await local.add(tiny)
    models = serve(local)
    request = ChatRequest((user("the cat"),), model="fast_ai", max_tokens=8, temperature=0.0, seed=3)
    whole = await models.complete(request)
    streamed = joined([chunk async for chunk in models.stream(request)])
    assert whole.text == streamed.text
    assert whole.usage.output_tokens == streamed.usage.output_tokens == 8
    assert (whole.source.engine, whole.source.model) == ("local", "tiny-chat-f32")
    assert [(record.cost_micro_usd, record.status) for record in ledger.records] == [(0, "succeeded")] * 2
    assert states(local) == {"tiny-chat-f32": "running"}


async def test_one_that_dies_is_back_for_the_same_request(
    configured: Configure, keep: Keep, tiny: Path, serve: Serve
) -> None:
    local = keep(configured(startSeconds=60))
    await local.start()
    await local.add(tiny)
    models = serve(local)
    request = ChatRequest((user("hi"),), model="local:tiny-chat-f32")
    assert (await models.complete(request)).text == "It is a test."
    child = local.residents()[0].child
    assert child is not None
    os.kill(child.process.pid, signal.SIGKILL)
    await until(lambda: local.residents()[0].state == "failed")
    assert (await models.complete(request)).text == "It is a test."


async def test_the_default_changes_with_the_models(configured: Configure, keep: Keep, tiny: Path, serve: Serve) -> None:
    """Also for who remembers what an address had loaded."""
    local = keep(configured())
    await local.start()
    models = serve(local)
    for change in (lambda: local.add(tiny, "a"), lambda: local.add(tiny, "b"), lambda: local.remove("b")):
        await change()
        models.catalog.become(catalog_of(local))
        default = local.store.default()
        assert default is not None
        assert (await models.complete(ChatRequest((user("hi"),), model="fast_ai"))).source.model == default.name


async def test_idle_models_are_unloaded_and_loaded_again(
    configured: Configure, keep: Keep, tiny: Path, serve: Serve
) -> None:
    local = keep(configured(idleSeconds=0.05, checkSeconds=0.02))
    await local.start()
    await local.add(tiny)
    models = serve(local)
    request = ChatRequest((user("hi"),), model="local:tiny-chat-f32")
    await models.complete(request)
    await until(lambda: states(local) == {"tiny-chat-f32": "on disk"})
    await models.complete(request)


async def test_one_that_hangs_is_found_and_ended(
    configured: Configure, keep: Keep, tiny: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("imperium.models.local.child.HEALTH_TIMEOUT_S", 0.1)
    local = keep(configured("--hangs", checkSeconds=0.02))
    await local.start()
    await local.add(tiny)
    await serve(local).complete(ChatRequest((user("hi"),), model="local:tiny-chat-f32"))
    await until(lambda: states(local) == {"tiny-chat-f32": "failed"})


async def test_what_nobody_uses_makes_room(
    configured: Configure, keep: Keep, tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three models on a machine that holds two."""
    local = keep(configured())
    await local.start()
    for name in ("a", "b", "c"):
        await local.add(tiny, name)
    size = local.memory_bytes(local.store.get("a"))

    def available() -> int:
        loaded = [each for each in local.residents() if each.state == "running"]
        return 2 * size - len(loaded) * size

    monkeypatch.setattr(memory, "available_bytes", available)
    for name in ("a", "b"):
        async with local.serving(name):
            pass
    async with local.serving("a"), local.serving("c"):
        assert states(local) == {"a": "running", "b": "on disk", "c": "running"}
        async with local.serving("b"):
            assert states(local)["a"] == states(local)["c"] == "running", "what is used stays"


async def test_too_large_for_this_machine(
    configured: Configure, keep: Keep, tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    local = keep(configured())
    monkeypatch.setattr(memory, "total_bytes", lambda: 200_000)
    with pytest.raises(InvalidInput, match="and this machine has") as caught:
        await local.add(tiny)
    assert "--force" in str(caught.value.remedy)
    assert local.residents() == []
    await local.add(tiny, force=True)
    assert states(local) == {"tiny-chat-f32": "on disk"}


async def test_warnings_tell_what_to_expect(
    configure: Configure, configured: Configure, keep: Keep, model: LocalModel
) -> None:
    local = keep(configured())
    assert local.warnings(model) == []
    bare = replace(model, header=replace(model.header, has_template=False))
    assert "no chat template" in local.warnings(bare)[0]
    vectors = replace(model, header=replace(model.header, embeds=True, has_template=False))
    assert local.warnings(vectors) == ["It turns text into vectors (/v1/embeddings) and doesn't talk."]
    unable = keep(configure(local={"llamaServer": "/nowhere/llama-server"}))
    assert "local.llamaServer" in unable.warnings(model)[0]


async def test_models_are_there_after_a_restart(configured: Configure, keep: Keep, tiny: Path, serve: Serve) -> None:
    before = keep(configured())
    await before.start()
    await before.add(tiny, "mine")
    await before.close()
    after = keep(configured())
    await after.start()
    assert states(after) == {"mine": "on disk"}
    assert (await serve(after).complete(ChatRequest((user("hi"),), model="local:mine"))).text


async def test_closing_ends_every_server(configured: Configure, keep: Keep, tiny: Path) -> None:
    local = keep(configured())
    await local.start()
    await local.add(tiny)
    async with local.serving("") as child:
        pass
    await local.close()
    assert child.process.returncode is not None


async def test_from_the_hub_to_an_answer(
    configured: Configure, keep: Keep, weights: bytes, hub: HubServer, serve: Serve, tmp_path: Path
) -> None:
    hub.files["org/Tiny-GGUF"] = {"Tiny-F32.gguf": weights, "Tiny-Q8_0.gguf": b"another one"}
    local = keep(configured(hub=hub.url))
    await local.start()
    pulled = await last_step(local, "org/Tiny-GGUF:F32")
    assert (pulled.name, pulled.origin) == ("tiny-f32", "org/Tiny-GGUF:F32")
    assert pulled.path == tmp_path / "models/org/Tiny-GGUF/Tiny-F32.gguf"
    assert (await serve(local).complete(ChatRequest((user("hi"),), model="local:tiny-f32"))).text
    assert (await last_step(local, "org/Tiny-GGUF:F32", "again")).name == "again"
    assert len(hub.downloads) == 1, "it is there already"
    await local.remove("tiny-f32")
    assert pulled.path.exists()
    await local.remove("again")
    assert not (tmp_path / "models" / "org").exists()


async def test_pulled_models_may_lie_elsewhere(
    configured: Configure, keep: Keep, weights: bytes, hub: HubServer, tmp_path: Path
) -> None:
    hub.files["org/repo"] = {"Tiny-F32.gguf": weights}
    shelf = tmp_path / "shelf"
    local = keep(configured(hub=hub.url, folder=str(shelf)))
    assert (await last_step(local, "org/repo")).path == shelf / "org/repo/Tiny-F32.gguf"
    assert sorted(path.name for path in shelf.iterdir()) == ["org"], "nothing else is put there"
    await local.remove("tiny-f32")
    assert [*shelf.iterdir()] == []


async def test_a_name_that_is_taken_is_said_before_a_byte_comes(
    configured: Configure, keep: Keep, tiny: Path, weights: bytes, hub: HubServer
) -> None:
    hub.files["org/repo"] = {"Tiny-Chat-F32.gguf": weights}
    local = keep(configured(hub=hub.url))
    await local.add(tiny)
    with pytest.raises(Conflict):
        await last_step(local, "org/repo")
    assert hub.downloads == []


async def test_pulled_garbage_is_refused(configured: Configure, keep: Keep, hub: HubServer) -> None:
    hub.files["org/repo"] = {"m-Q4_0.gguf": b"not a model"}
    local = keep(configured(hub=hub.url))
    with pytest.raises(InvalidInput, match="isn't a GGUF file"):
        await last_step(local, "org/repo")
    assert local.residents() == []


async def test_removing_while_it_loads(configured: Configure, keep: Keep, tiny: Path) -> None:
    local = keep(configured("--never-ready"))
    await local.start()
    await local.add(tiny)

    async def use() -> None:
        async with local.serving(""):
            pass

    using = asyncio.create_task(use())
    await until(lambda: states(local) == {"tiny-chat-f32": "starting"})
    await local.remove("tiny-chat-f32")
    with pytest.raises(ImperiumError):
        await using
    with pytest.raises(NotFound):
        local.serving("tiny-chat-f32")


def test_the_name_local_is_taken(configure: Configure, tmp_path: Path) -> None:
    settings = configure(providers={services.PROVIDER: {"baseUrl": "http://127.0.0.1:1/v1"}})
    with pytest.raises(InvalidInput, match=r"providers\.local"):
        LocalModels(settings, tmp_path)
