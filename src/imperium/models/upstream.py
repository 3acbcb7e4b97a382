"""Talks to a provider over HTTP: whole answers and streams, every fault as one of our errors.

One client is for the operator's providers; one, for addresses that users gave, reaches public addresses only. A key is
put in where the bytes leave (`keys/transport.py`).
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Container, Mapping
from contextlib import AbstractContextManager, aclosing, nullcontext
from time import monotonic
from types import MappingProxyType
from typing import Any, NamedTuple

import orjson
from msgspec.structs import replace

from imperium.models import choices, faults
from imperium.models.chat import ChatRequest, Chunk, Completion
from imperium.models.dialect import Json, parsed
from imperium.models.http.client import Answer, HttpClient
from imperium.models.http.errors import HttpError
from imperium.models.keys.secret import Secret
from imperium.models.keys.transport import Slips
from imperium.models.provider import Connection
from imperium.models.refusals import refused
from imperium.models.streamed_answer import StreamedAnswer
from imperium.platform.errors import ImperiumError, ProviderUnavailable
from imperium.platform.ssrf import public_socket

LET_GO_S = 0.05
MAX_ANSWER_BYTES = 64 * 1024 * 1024
NOTHING: Mapping[str, str] = MappingProxyType({})
OK = (200,)
Watch = AbstractContextManager[object]
"""A block around the call that a stream is: it sees how that goes."""
UNWATCHED: Watch = nullcontext()
FAULTS = (ImperiumError, TimeoutError, HttpError)
"""What asking a provider may come to."""


class Called(NamedTuple):
    """A whole answer: its status, where it points to (empty: nowhere), and what it holds."""

    status: int
    location: str
    content: bytes


class Upstream:
    """Asks providers. All methods raise ImperiumErrors that name the provider and never show its key."""

    def __init__(self) -> None:
        self._slips = Slips()
        self._trusted = HttpClient(self._slips)
        self._public = HttpClient(self._slips, public_socket)
        self._loaded: dict[tuple[str, str, str], str] = {}

    def complete(self, connection: Connection, request: ChatRequest, model: str) -> Awaitable[Completion]:
        """The whole answer; several of them when the request wants so."""
        if request.n == 1:
            return self._complete(connection, request, model)
        return choices.complete(
            request, lambda asked: self._complete(connection, asked, model), connection.dialect.several
        )

    async def _complete(self, connection: Connection, request: ChatRequest, model: str) -> Completion:
        try:
            name = model or await self.model_name(connection, model)
            with await self._post(connection, request, name, stream=False) as answer:
                body = parsed(await _whole(answer, connection.settings.timeout_seconds))
            completion = _decoded(connection, body)
        except FAULTS as fault:
            raise faults.of(connection, fault, stream=False) from None
        return replace(completion, raw=body) if request.is_written_in(connection.dialect.name) else completion

    def stream(
        self, connection: Connection, request: ChatRequest, model: str, watch: Watch = UNWATCHED
    ) -> AsyncGenerator[Chunk, None]:
        """The answer in pieces, within the block `watch`. Ends only when the sender said that it is whole; raises
        otherwise."""
        if request.n == 1 or connection.dialect.several:
            return self._stream(connection, request, model, watch)
        return self._mixed(connection, request, model, watch)

    async def _mixed(
        self, connection: Connection, request: ChatRequest, model: str, watch: Watch
    ) -> AsyncGenerator[Chunk, None]:
        mixed = choices.stream(request, lambda asked: self._stream(connection, asked, model, UNWATCHED))
        with watch:
            async with aclosing(mixed):
                async for chunk in mixed:
                    yield chunk

    async def _stream(
        self, connection: Connection, request: ChatRequest, model: str, watch: Watch
    ) -> AsyncGenerator[Chunk, None]:
        with watch:
            try:
                name = model or await self.model_name(connection, model)
                passes_on = request.is_written_in(connection.dialect.name)
                with await self._post(connection, request, name, stream=True) as answer:
                    said = StreamedAnswer(answer, connection, passes_on=passes_on)
                    while not said.ended:
                        for chunk in await said.more():
                            yield chunk
                        if said.error is not None:
                            raise said.error
                    await answer.end(LET_GO_S)
            except FAULTS as fault:
                raise faults.of(connection, fault, stream=True) from None

    async def model_name(self, connection: Connection, model: str) -> str:
        """The model's name; for an empty one, what the server says it has loaded, asked once."""
        if model:
            return model
        server = (connection.name, connection.owner, connection.base_url)
        if server not in self._loaded:
            served = await self.models(connection)
            if not served:
                raise ProviderUnavailable("the server has no model loaded", remedy="Load one, then ask again.")
            self._loaded[server] = served[0]
        return self._loaded[server]

    async def models(self, connection: Connection) -> list[str]:
        """What an OpenAI-compatible server says it serves."""
        listed = await self.listing(connection, "/models")
        try:
            return [str(model["id"]) for model in listed["data"]]
        except faults.SHAPE_ERRORS as error:
            raise faults.of(connection, faults.misshapen(error), stream=False) from None

    async def listing(self, connection: Connection, path: str) -> Json:
        """What a provider answers to a question that costs nothing."""
        try:
            return parsed((await self.called(connection, "GET", path)).content)
        except ImperiumError as error:
            raise faults.of(connection, error, stream=False) from None

    async def called(
        self,
        connection: Connection,
        method: str,
        path: str,
        body: bytes | None = None,
        said: Mapping[str, str] = NOTHING,
        *,
        passes: Container[int] = OK,
        most_bytes: int = MAX_ANSWER_BYTES,
    ) -> Called:
        """What a provider answers to anything else than a chat, whole; with a status of `passes`."""
        try:
            with await self._asked(connection, method, path, body, said, passes) as answer:
                content = await _whole(answer, connection.settings.timeout_seconds, most_bytes)
                return Called(answer.status, answer.headers.get("location", ""), content)
        except FAULTS as fault:
            raise faults.of(connection, fault, stream=False) from None

    async def close(self) -> None:
        await self._trusted.close()
        await self._public.close()

    def _post(self, connection: Connection, request: ChatRequest, model: str, *, stream: bool) -> Awaitable[Answer]:
        body = connection.dialect.encode(request, model, stream)
        for ours, theirs in connection.provider.renames.items():
            if ours in body:
                body[theirs] = body.pop(ours)
        path, said = connection.dialect.path(model, stream), request.said_beside(connection.dialect.name)
        return self._asked(connection, "POST", path, orjson.dumps(body), said)

    def _asked(
        self,
        connection: Connection,
        method: str,
        path: str,
        body: bytes | None,
        said: Mapping[str, str],
        passes: Container[int] = OK,
    ) -> Awaitable[Answer]:
        """An answer with a status of `passes`, from its head on. Raises what the provider refuses with."""
        if connection.secret is not None:
            return self._asked_with_key(connection, connection.secret, method, path, body, said, passes)
        headers = {**connection.plain_headers, **said} if said else connection.plain_headers
        return self._answer(connection, method, path, headers, body, passes)

    async def _asked_with_key(
        self,
        connection: Connection,
        secret: Secret,
        method: str,
        path: str,
        body: bytes | None,
        said: Mapping[str, str],
        passes: Container[int],
    ) -> Answer:
        async with secret.revealed() as key:
            with self._slips.issue(key, 2 if method == "GET" else 1) as slip:
                keyed = connection.dialect.headers(slip.placeholder)
                headers = {**connection.plain_headers, **keyed, **said}
                try:
                    return await self._answer(connection, method, path, headers, body, passes)
                except ImperiumError as error:  # in case the provider repeated the key
                    faults.restate(error, slip.hide(error.detail))
                    raise

    async def _answer(
        self,
        connection: Connection,
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: bytes | None,
        passes: Container[int],
    ) -> Answer:
        client, limit_s = self._trusted if connection.trusted else self._public, connection.settings.timeout_seconds
        answer = await client.ask(method, connection.base_url, path, headers, body, limit_s)
        if answer.status in passes:
            return answer
        with answer:
            raise refused(_maybe_json(await _whole(answer, limit_s)), answer.status, answer.headers)


async def _whole(answer: Answer, limit_s: float, most_bytes: int = MAX_ANSWER_BYTES) -> bytes:
    """All of it, within a time for all of it."""
    pieces, size, ends = [], 0, monotonic() + limit_s
    while piece := await answer.piece(max(0.0, ends - monotonic())):
        pieces.append(piece)
        size += len(piece)
        if size > most_bytes:
            raise ProviderUnavailable(f"The answer is longer than {most_bytes} bytes.")
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def _maybe_json(content: bytes) -> Any:
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError:
        return None


def _decoded(connection: Connection, body: Json) -> Completion:
    try:
        return connection.dialect.decode(body)
    except faults.SHAPE_ERRORS as error:
        raise faults.misshapen(error) from None
