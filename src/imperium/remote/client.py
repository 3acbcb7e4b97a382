"""Speaks our own HTTP API: orders jobs, follows them, fetches their files."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from imperium.models.http.client import Answer, HttpClient
from imperium.models.http.errors import HttpError
from imperium.models.keys.transport import Slips
from imperium.platform.error_reading import error_of
from imperium.platform.errors import DataCorrupted, ImperiumError, NetworkError, ProviderUnavailable, TooLarge
from imperium.platform.media_settings import RemoteService

ANSWER_S = 30.0
HEALTH_S = 3.0
MOST_BYTES = 64 * 1024 * 1024
"""Of one JSON answer or event: previews come along."""


class RemoteClient:
    """Of one server. Every method raises NetworkError when it can't be reached, ProviderUnavailable when it talks
    nonsense, and what the server itself refused with."""

    def __init__(self, service: RemoteService) -> None:
        self.service = service
        self._url = service.url.rstrip("/")
        self._http = HttpClient(Slips())
        key = service.api_key.get_secret_value() if service.api_key else None
        self._headers = {"content-type": "application/json", **({"authorization": f"Bearer {key}"} if key else {})}

    async def close(self) -> None:
        await self._http.close()

    async def status(self) -> dict[str, str]:
        """Whether it answers."""
        try:
            async with asyncio.timeout(HEALTH_S):
                told = await self.get("/health")
        except (ImperiumError, TimeoutError):
            told = {}
        return {"status": "ok" if told.get("status") == "ok" else "unreachable", "url": self._url}

    async def get(self, path: str) -> dict[str, Any]:
        return await self._json("GET", path, None, {})

    async def post(self, path: str, body: Mapping[str, Any], **headers: str) -> dict[str, Any]:
        return await self._json("POST", path, orjson.dumps(body), headers)

    async def events(self, path: str, after: int) -> AsyncIterator[tuple[int | None, str, dict[str, Any]]]:
        """(id, type, data) of every event after that id, until the server ends the stream or the connection breaks."""
        headers = {"accept": "text/event-stream", "last-event-id": str(after)}
        with await self._ask("GET", path, None, headers, ANSWER_S) as answer:
            await self._refused(answer)
            lines = b""
            async for piece in self._pieces(answer, self.service.patience_seconds):
                *events, lines = (lines + piece).split(b"\n\n")
                if len(lines) > MOST_BYTES:
                    raise _nonsense("an event without end")
                for text in events:
                    if (event := _event(text)) is not None:
                        yield event

    async def fetch(self, path: str, target: Path, digest: str, most: int) -> None:
        """A file, into `target`. Raises DataCorrupted when it isn't what its name says, TooLarge beyond `most`."""
        seen, size = hashlib.sha256(), 0
        with await self._ask("GET", path, None, {"accept-encoding": "identity"}, ANSWER_S) as answer:
            await self._refused(answer)
            with await asyncio.to_thread(target.open, "wb") as file:
                async for piece in self._pieces(answer, self.service.patience_seconds):
                    size += len(piece)
                    if size > most:
                        raise TooLarge(f"A file of more than {most} bytes came from {self._url}.", field="artifact")
                    seen.update(piece)
                    await asyncio.to_thread(file.write, piece)
        if seen.hexdigest() != digest:
            raise DataCorrupted(f"A file that came from {self._url} isn't what its name says.")

    async def _json(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> dict[str, Any]:
        with await self._ask(method, path, body, headers, ANSWER_S) as answer:
            await self._refused(answer)
            return await self._read(answer)

    async def _ask(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str], timeout_s: float
    ) -> Answer:
        try:
            return await self._http.ask(method, self._url, path, {**self._headers, **headers}, body, timeout_s)
        except (HttpError, TimeoutError, ValueError) as error:
            raise self._unreached(error) from None

    async def _refused(self, answer: Answer) -> None:
        if answer.status >= 400:
            raise error_of(await self._read(answer), answer.status)

    async def _read(self, answer: Answer) -> dict[str, Any]:
        body = b""
        async for piece in self._pieces(answer, ANSWER_S):
            body += piece
            if len(body) > MOST_BYTES:
                raise _nonsense("an answer without end")
        try:
            value = orjson.loads(body)
        except orjson.JSONDecodeError:
            raise _nonsense("what is no JSON") from None
        if not isinstance(value, dict):
            raise _nonsense("what is no object")
        return value

    async def _pieces(self, answer: Answer, silence_s: float) -> AsyncIterator[bytes]:
        try:
            while piece := await answer.piece(silence_s):
                yield piece
        except (HttpError, TimeoutError) as error:
            raise self._unreached(error) from None

    def _unreached(self, error: Exception) -> NetworkError:
        return NetworkError(
            f"No answer from {self._url}: {error or type(error).__name__}.",
            remedy="Start it with `imperium serve`, or take it out of `services`.",
        )


def _nonsense(what: str) -> ProviderUnavailable:
    return ProviderUnavailable(f"The remote service answered {what}.", remedy="Is it of the same version?")


def _event(text: bytes) -> tuple[int | None, str, dict[str, Any]] | None:
    fields = dict(line.split(b": ", 1) for line in text.split(b"\n") if b": " in line and not line.startswith(b":"))
    if b"event" not in fields or b"data" not in fields:
        return None
    number = fields.get(b"id", b"")
    return int(number) if number.isdigit() else None, fields[b"event"].decode(), orjson.loads(fields[b"data"])
