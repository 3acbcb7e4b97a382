"""Which kind of server runs at an address, by what each kind answers."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web

from imperium.models.local.server import RunningServer, ServedModel, identify
from imperium.platform.errors import ImperiumError, InvalidInput, NetworkError, ProviderRejected

OPENAI = {"object": "list", "data": [{"id": "some/model", "object": "model", "owned_by": "someone"}]}
TAGS = {"models": [{"name": "llama3.2:latest", "model": "llama3.2:latest", "size": 2_019_393_189, "details": {}}]}
PROPS = {"default_generation_settings": {"n_ctx": 4096}, "total_slots": 1, "build_info": "b6000-abc"}
LLAMACPP = {"data": [{"id": "tiny", "owned_by": "llamacpp", "meta": {"n_params": 1, "size": 117_632}}]}
INFO = {"model_id": "HuggingFaceH4/zephyr-7b-beta", "version": "3.3.5", "sha": "x", "docker_label": "y"}
KINDS: list[tuple[dict[str, Any], RunningServer]] = [
    (
        {"/api/version": {"version": "0.12.3"}, "/api/tags": TAGS, "/v1/models": OPENAI},
        RunningServer("ollama", "/v1", (ServedModel("llama3.2:latest", 2_019_393_189),), "0.12.3"),
    ),
    (
        {"/props": PROPS, "/v1/models": LLAMACPP, "/api/tags": TAGS},
        RunningServer("llamacpp", "/v1", (ServedModel("llama3.2:latest", 2_019_393_189),), "b6000-abc"),
    ),
    ({"/v1/models": LLAMACPP}, RunningServer("llamacpp", "/v1", (ServedModel("tiny", 117_632),))),
    (
        {"/version": {"version": "0.11.0"}, "/v1/models": OPENAI},
        RunningServer("vllm", "/v1", (ServedModel("some/model"),), "0.11.0"),
    ),
    ({"/info": INFO}, RunningServer("tgi", "/v1", (ServedModel("HuggingFaceH4/zephyr-7b-beta"),), "3.3.5")),
    ({"/v1/models": OPENAI}, RunningServer("openai_compatible", "/v1", (ServedModel("some/model"),))),
    ({"/v1/models": {"data": []}}, RunningServer("openai_compatible", "/v1", ())),
    (
        {"/api/version": {"version": "0.12.3"}, "/api/tags": {"models": []}, "/v1/models": {"data": None}},
        RunningServer("ollama", "/v1", (), "0.12.3"),
    ),
]
Serve = Callable[..., Any]


@asynccontextmanager
async def serving(answers: dict[str, Any], key: str | None = None) -> AsyncIterator[str]:
    async def answer(request: web.Request) -> web.Response:
        if key is not None and request.headers.get("authorization") != f"Bearer {key}":
            return web.Response(status=401)
        found = answers.get(request.path)
        if isinstance(found, web.Response):
            return found
        return web.json_response(found) if found is not None else web.Response(status=404)

    app = web.Application()
    app.router.add_get("/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def failure(address: str, key: str | None = None) -> ImperiumError:
    with pytest.raises(ImperiumError) as caught:
        await identify(address, key)
    return caught.value


@pytest.mark.parametrize(("answers", "expected"), KINDS)
@pytest.mark.parametrize("ending", ["", "/", "/v1", "/v1/"])
async def test_every_kind_is_found_out(answers: dict[str, Any], expected: RunningServer, ending: str) -> None:
    async with serving(answers) as address:
        found = await identify(address + ending)
    assert found.base_url == f"{address}/v1"
    assert (found.kind, found.models, found.version) == (expected.kind, expected.models, expected.version)


async def test_llama_cpps_own_server() -> None:
    tiny_gguf = pytest.importorskip("tiny_gguf")
    xllamacpp = pytest.importorskip("xllamacpp", reason="llama.cpp's wheel isn't installed on this platform")
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tiny.gguf"
        tiny_gguf.write(path)
        parameters = xllamacpp.CommonParams()
        parameters.model.path, parameters.model_alias, parameters.n_ctx = str(path), {"tiny"}, 64
        server = xllamacpp.Server(parameters)
        found = await identify(server.listening_address)
        del server
    assert (found.kind, [model.name for model in found.models]) == ("llamacpp", ["tiny"])


async def test_one_that_wants_a_key() -> None:
    async with serving({"/v1/models": OPENAI}, key="sesame") as address:
        error = await failure(address)
        assert isinstance(error, ProviderRejected)
        assert error.field == "key"
        assert (await identify(address, "sesame")).models == (ServedModel("some/model"),)


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"/v1/models": {"data": "nothing"}},
        {"/v1/models": web.Response(text="<html>hello</html>")},
        {"/v1/models": web.Response(status=302, headers={"location": "http://127.0.0.1:1/v1/models"})},
        {"/version": {"version": "1.0"}},
    ],
)
async def test_what_is_none_of_them(answers: dict[str, Any]) -> None:
    async with serving(answers) as address:
        assert isinstance(await failure(address), InvalidInput)


async def test_nobody_there() -> None:
    async with serving({}) as address:
        pass
    assert isinstance(await failure(address), NetworkError)


@pytest.mark.parametrize("address", ["", "ftp://x", "http://", "http://user:pass@host", "http://h?x=1", "http://[::1"])
async def test_what_is_no_address(address: str) -> None:
    error = await failure(address)
    assert isinstance(error, InvalidInput)
    assert error.field == "source"
