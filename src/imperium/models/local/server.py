"""A server that runs already: what kind it is, and which models it has. Every kind answers to paths of its own.

Sources: the HTTP references of llama.cpp's server (`/props`), vLLM (`/version`), Text Generation Inference (`/info`)
and Ollama (`/api/version`, `/api/tags`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, Final, Literal

import orjson
from msgspec import Struct
from yarl import URL

from imperium.models.http.client import HttpClient
from imperium.models.http.errors import HttpError
from imperium.models.keys.transport import Slips
from imperium.platform.errors import ImperiumError, InvalidInput, NetworkError, ProviderRejected

Kind = Literal["ollama", "llamacpp", "vllm", "tgi", "openai_compatible"]
Answers = Mapping[str, Any]

TIMEOUT_S = 5.0
LARGEST_ANSWER = 4 * 1024 * 1024
MOST_MODELS = 500
PATHS: Final = ("/v1/models", "/api/version", "/api/tags", "/props", "/version", "/info")


class ServedModel(Struct, frozen=True):
    """`size` in bytes where the server tells it."""

    name: str
    size: int | None = None


class RunningServer(Struct, frozen=True):
    """`base_url` is where its OpenAI-compatible side is."""

    kind: Kind
    base_url: str
    models: tuple[ServedModel, ...]
    version: str = ""


async def identify(address: str, key: str | None = None) -> RunningServer:
    """What runs there, asked by its own paths. The address may end with /v1 or not.

    Raises:
        InvalidInput: what answers is none of these servers, or the address is none.
        ProviderRejected: it wants a key, or another one.
        NetworkError: nothing answers.
    """
    root = _root(address)
    headers = {"authorization": f"Bearer {key}"} if key else {}
    client = HttpClient(Slips())
    try:
        found = await asyncio.gather(*(_ask(client, root, path, headers) for path in PATHS))
    finally:
        await client.close()
    return _recognised(root, dict(zip(PATHS, found, strict=True)))


def _recognised(root: str, found: Mapping[str, tuple[int, Any]]) -> RunningServer:
    answers = {path: body for path, (status, body) in found.items() if status == 200}
    for kind, (is_it, version) in _SIGNS.items():
        if is_it(answers):
            return RunningServer(kind, f"{root}/v1", _models(answers), str(version(answers) or "")[:64])
    raise _unknown(root, {status for status, _ in found.values()})


def _models(answers: Answers) -> tuple[ServedModel, ...]:
    """Ollama tells sizes; all others keep OpenAI's list, TGI of old only its one model."""
    if listed := _items(answers.get("/api/tags"), "models", "name"):
        return tuple(ServedModel(str(model["name"]), _size(model.get("size"))) for model in listed)
    if listed := _items(answers.get("/v1/models"), "data", "id"):
        return tuple(ServedModel(str(model["id"]), _size(_field(model.get("meta"), "size"))) for model in listed)
    own = _field(answers.get("/info"), "model_id")
    return (ServedModel(str(own)),) if own else ()


def _items(body: Any, under: str, name: str) -> list[dict[str, Any]]:
    listed = _field(body, under)
    items = listed if isinstance(listed, list) else []
    return [item for item in items if isinstance(item, dict) and isinstance(item.get(name), str)][:MOST_MODELS]


def _is_llamacpp(answers: Answers) -> bool:
    told = _field(answers.get("/props"), "default_generation_settings")
    return isinstance(told, dict) or "llamacpp" in _owners(answers)


def _owners(answers: Answers) -> set[str]:
    return {str(model.get("owned_by")) for model in _items(answers.get("/v1/models"), "data", "id")}


def _field(body: Any, name: str) -> Any:
    return body.get(name) if isinstance(body, dict) else None


def _size(value: Any) -> int | None:
    return value if isinstance(value, int) and value > 0 else None


_SIGNS: Final[Mapping[Kind, tuple[Callable[[Answers], bool], Callable[[Answers], Any]]]] = {
    "ollama": (
        lambda found: isinstance(_field(found.get("/api/tags"), "models"), list) and "/api/version" in found,
        lambda found: _field(found["/api/version"], "version"),
    ),
    "llamacpp": (_is_llamacpp, lambda found: _field(found.get("/props"), "build_info")),
    "tgi": (
        lambda found: isinstance(_field(found.get("/info"), "model_id"), str),
        lambda found: _field(found["/info"], "version"),
    ),
    "vllm": (
        lambda found: isinstance(_field(found.get("/version"), "version"), str) and "/v1/models" in found,
        lambda found: _field(found["/version"], "version"),
    ),
    "openai_compatible": (
        lambda found: isinstance(_field(found.get("/v1/models"), "data"), list),
        lambda found: "",
    ),
}
"""In this order: the first whose signs are there. Ollama and llama.cpp also answer where others do."""


async def _ask(client: HttpClient, root: str, path: str, headers: Mapping[str, str]) -> tuple[int, Any]:
    """Status and JSON; 0 where nothing answers."""
    try:
        async with asyncio.timeout(TIMEOUT_S):
            with await client.ask("GET", root, path, headers, None, TIMEOUT_S) as answer:
                content = b""
                while answer.status == 200 and len(content) < LARGEST_ANSWER:
                    if not (piece := await answer.piece(TIMEOUT_S)):
                        break
                    content += piece
                return answer.status, orjson.loads(content) if content else None
    except (HttpError, TimeoutError):
        return 0, None
    except orjson.JSONDecodeError:
        return 200, None


def _root(address: str) -> str:
    try:
        url = URL(address)
    except ValueError:
        url = URL()
    if url.scheme not in ("http", "https") or not url.host or url.user or url.query_string:
        raise InvalidInput(
            f"{address[:200]!r} is no address of a server.",
            field="source",
            remedy="Give one such as http://127.0.0.1:8080.",
        )
    return str(url.with_fragment(None)).rstrip("/").removesuffix("/v1")


def _unknown(root: str, statuses: set[int]) -> ImperiumError:
    if statuses == {0}:
        return NetworkError(f"Nothing answers at {root}.", field="source", remedy="Start the server, then add it.")
    if statuses & {401, 403}:
        return ProviderRejected(f"{root} wants a key.", field="key", remedy="Give the one it was started with: --key.")
    return InvalidInput(
        f"What answers at {root} is no llama.cpp, vLLM, TGI, Ollama or other OpenAI-compatible server.",
        field="source",
        remedy="Give the address under which its /v1/models is.",
    )
