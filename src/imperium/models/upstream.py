"""Talks to a provider over HTTP: whole answers and streams, every fault as one of our errors.

One session is for the operator's providers; one, for addresses that users gave, reaches public addresses only. A key is
put in where the bytes leave (`keys/transport.py`).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from types import MappingProxyType
from typing import Any, Self

import aiohttp
import orjson
from msgspec.structs import replace

from imperium.models import choices
from imperium.models.chat import ChatRequest, Chunk, Completion
from imperium.models.dialect import Json, StreamReader, malformed, parsed
from imperium.models.keys.transport import KeyedConnector, Slips
from imperium.models.provider import Connection
from imperium.models.refusals import refused, unreachable
from imperium.models.relay import Relay
from imperium.models.sse import Event, EventParser
from imperium.platform.errors import ImperiumError, NetworkError, ProviderRejected, ProviderUnavailable, TimedOut
from imperium.platform.ssrf import PrivateAddress, public_socket

CONNECT_TIMEOUT_S = 10.0
LET_GO_S = 0.05
MAX_ANSWER_BYTES = 64 * 1024 * 1024
NOTHING: Mapping[str, str] = MappingProxyType({})
SHAPE_ERRORS = (AttributeError, TypeError, KeyError, ValueError, IndexError)
"""What reading JSON of an unexpected shape raises: the other side's fault, not ours."""


class Upstream:
    """Asks providers. All methods raise ImperiumErrors that name the provider and never show its key."""

    def __init__(self) -> None:
        self._slips = Slips()
        self._trusted: aiohttp.ClientSession | None = None
        self._public: aiohttp.ClientSession | None = None
        self._loaded: dict[tuple[str, str, str], str] = {}

    async def complete(self, connection: Connection, request: ChatRequest, model: str) -> Completion:
        """The whole answer; several of them when the request wants so."""
        return await choices.complete(
            request, lambda asked: self._complete(connection, asked, model), connection.dialect.several
        )

    async def _complete(self, connection: Connection, request: ChatRequest, model: str) -> Completion:
        with _named(connection):
            name = await self.model_name(connection, model)
            async with self._post(connection, request, name, stream=False) as response:
                body = parsed(await _read_all(response))
                with _shaped():
                    completion = connection.dialect.decode(body)
        return replace(completion, raw=body) if request.is_written_in(connection.dialect.name) else completion

    def stream(self, connection: Connection, request: ChatRequest, model: str) -> AsyncGenerator[Chunk, None]:
        """The answer in pieces. Ends only when the sender said that it is whole; raises otherwise."""
        if request.n == 1 or connection.dialect.several:
            return self._stream(connection, request, model)
        return choices.stream(request, lambda asked: self._stream(connection, asked, model))

    async def _stream(self, connection: Connection, request: ChatRequest, model: str) -> AsyncGenerator[Chunk, None]:
        passes_on = request.is_written_in(connection.dialect.name)
        with _named(connection):
            name = await self.model_name(connection, model)
            async with self._post(connection, request, name, stream=True) as response:
                _check_is_event_stream(response)
                reader, relay = connection.dialect.reader(passes_on), Relay()
                async for events in _events(response, connection.settings.stall_seconds):
                    chunks, error = _read(reader, events)
                    if passes_on:
                        chunks = relay.take(chunks)
                    for chunk in chunks:
                        yield chunk
                    if error is not None:
                        raise error
                    if reader.ended:
                        await _let_go(response)
                        return
                raise NetworkError("the stream was cut before its end", remedy="Ask again.")

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
        with _named(connection), _shaped():
            return [str(model["id"]) for model in listed["data"]]

    async def listing(self, connection: Connection, path: str) -> Json:
        """What a provider answers to a question that costs nothing."""
        with _named(connection):
            async with self._open(connection, "GET", path, None, stream=False) as response:
                return parsed(await _read_all(response))

    async def close(self) -> None:
        for session in (self._trusted, self._public):
            if session is not None:
                await session.close()
        self._trusted = self._public = None

    def _post(self, connection: Connection, request: ChatRequest, model: str, *, stream: bool) -> Any:
        body = connection.dialect.encode(request, model, stream)
        for ours, theirs in connection.provider.renames.items():
            if ours in body:
                body[theirs] = body.pop(ours)
        path, said = connection.dialect.path(model, stream), request.said_beside(connection.dialect.name)
        return self._open(connection, "POST", path, body, said, stream=stream)

    @asynccontextmanager
    async def _open(
        self,
        connection: Connection,
        method: str,
        path: str,
        body: Json | None,
        said: Mapping[str, str] = NOTHING,
        *,
        stream: bool,
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        own = connection.settings
        timeout = aiohttp.ClientTimeout(
            total=None if stream else own.timeout_seconds,
            sock_connect=CONNECT_TIMEOUT_S,
            sock_read=own.timeout_seconds,
        )
        data = orjson.dumps(body) if body is not None else None
        session, url = self._session(connection), connection.base_url + path
        with _network_errors(connection, stream):
            async with (
                self._headers(connection, method) as headers,
                session.request(
                    method, url, data=data, headers={**headers, **said}, timeout=timeout, allow_redirects=False
                ) as response,
            ):
                if response.status != 200:
                    raise refused(_maybe_json(await _read_all(response)), response.status, response.headers)
                yield response

    @asynccontextmanager
    async def _headers(self, connection: Connection, method: str) -> AsyncIterator[dict[str, str]]:
        """A GET may be repeated by the client itself, when a connection that was kept has died."""
        kind = {"content-type": "application/json"}
        if connection.secret is None:
            yield {**connection.headers(None), **kind}
            return
        async with connection.secret.revealed() as key:
            with self._slips.issue(key, 2 if method == "GET" else 1) as slip:
                try:
                    yield {**connection.headers(slip.placeholder), **kind}
                except ImperiumError as error:  # in case the provider repeated the key
                    _restate(error, slip.hide(error.detail))
                    raise

    def _session(self, connection: Connection) -> aiohttp.ClientSession:
        if connection.trusted:
            self._trusted = self._trusted or self._new_session()
            return self._trusted
        self._public = self._public or self._new_session(socket_factory=public_socket)
        return self._public

    def _new_session(self, **options: Any) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            connector=KeyedConnector(self._slips, limit=0, ttl_dns_cache=60, **options),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"user-agent": "imperium"},
        )


async def _events(response: aiohttp.ClientResponse, stall_s: float) -> AsyncIterator[list[Event]]:
    """What each piece completes. The first piece may take as long as a whole answer (a model thinks); then `stall_s` is
    the longest silence."""
    parser = EventParser()
    piece = await response.content.readany()
    with _Patience(stall_s) as patience:
        while piece:
            if events := parser.feed(piece):
                yield events
            patience.begin()
            piece = await response.content.readany()
            patience.end()
    yield parser.close()


class _Patience:
    """How long a silence may last, over and over: one timer that is looked at again when it ends, since a timer for
    each of many short waits costs more than the waits."""

    __slots__ = ("_expired", "_limit_s", "_loop", "_owner", "_since", "_timer")

    def __init__(self, limit_s: float) -> None:
        owner = asyncio.current_task()
        assert owner is not None
        self._owner = owner
        self._limit_s = limit_s
        self._loop = asyncio.get_running_loop()
        self._since: float | None = None
        self._expired = False

    def __enter__(self) -> Self:
        self._timer = self._loop.call_later(self._limit_s, self._look)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        self._timer.cancel()
        if self._expired and self._owner.uncancel() == 0 and kind is asyncio.CancelledError:
            raise TimeoutError from None

    def begin(self) -> None:
        """From now on it is waited."""
        self._since = self._loop.time()

    def end(self) -> None:
        self._since = None

    def _look(self) -> None:
        waited = 0.0 if self._since is None else self._loop.time() - self._since
        if waited < self._limit_s:
            self._timer = self._loop.call_later(self._limit_s - waited, self._look)
            return
        self._expired = True
        self._owner.cancel()


async def _let_go(response: aiohttp.ClientResponse) -> None:
    """Read the empty rest, so that the connection can serve again; but never wait for it."""
    with suppress(TimeoutError, aiohttp.ClientError):
        async with asyncio.timeout(LET_GO_S):
            await response.content.readany()


def _read(reader: StreamReader, events: Sequence[Event]) -> tuple[list[Chunk], ImperiumError | None]:
    """The chunks up to the end or an error: what came before one was said too."""
    chunks: list[Chunk] = []
    try:
        with _shaped():
            for chunk in reader.read(events):
                chunks.append(chunk)  # noqa: PERF402  (what came before an error is kept)
    except ImperiumError as error:
        return chunks, error
    return chunks, None


async def _read_all(response: aiohttp.ClientResponse) -> bytes:
    pieces, size = [], 0
    async for piece in response.content.iter_any():
        pieces.append(piece)
        size += len(piece)
        if size > MAX_ANSWER_BYTES:
            raise ProviderUnavailable(f"The answer is longer than {MAX_ANSWER_BYTES} bytes.")
    return b"".join(pieces)


def _check_is_event_stream(response: aiohttp.ClientResponse) -> None:
    if response.content_type != "text/event-stream":
        raise malformed(f"the stream that was asked for (it is {response.content_type})")


def _maybe_json(content: bytes) -> Any:
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError:
        return None


@contextmanager
def _named(connection: Connection) -> Iterator[None]:
    """Says whose error it is."""
    try:
        yield
    except ImperiumError as error:
        if "provider" not in error.extra:
            _restate(error, f"{connection.name}: {error.detail}")
            error.extra["provider"] = connection.name
        raise


def _restate(error: ImperiumError, detail: str) -> None:
    error.detail = detail
    error.args = (detail,)


@contextmanager
def _shaped() -> Iterator[None]:
    try:
        yield
    except SHAPE_ERRORS as error:
        raise malformed(f"the documented shape ({type(error).__name__})") from None


@contextmanager
def _network_errors(connection: Connection, stream: bool) -> Iterator[None]:
    own = connection.settings
    try:
        yield
    except aiohttp.ConnectionTimeoutError:
        raise unreachable(connection.base_url, f"no connection within {CONNECT_TIMEOUT_S:.0f} s") from None
    except TimeoutError:
        words = "fell silent" if stream else f"gave no whole answer within {own.timeout_seconds:g} s"
        raise TimedOut(words, remedy="Ask again, ask for less, or raise the provider's timeout.") from None
    except aiohttp.ClientPayloadError:
        raise NetworkError("the answer was cut before its end", remedy="Ask again.") from None
    except aiohttp.ClientConnectionError as error:
        if isinstance(getattr(error, "os_error", None), PrivateAddress):
            raise _private(connection) from None
        raise unreachable(connection.base_url, _brief(error)) from None
    except aiohttp.ClientError as error:
        raise ProviderUnavailable(f"what came isn't HTTP ({type(error).__name__})") from None


def _private(connection: Connection) -> ProviderRejected:
    """Says nothing of the address found: that is the network's business, not the user's."""
    return ProviderRejected(
        f"{connection.base_url} does not lead to a public address.",
        remedy="Give a public address, or ask an administrator to allow this host (secrets.allowedHosts).",
    )


def _brief(error: aiohttp.ClientConnectionError) -> str:
    cause = getattr(error, "os_error", None)
    return str(getattr(cause, "strerror", None) or type(error).__name__)
