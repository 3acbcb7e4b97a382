"""Listens to one streamed answer, as long as it isn't silent for too long."""

from __future__ import annotations

from time import monotonic

from imperium.models import faults
from imperium.models.chat import Chunk
from imperium.models.dialect import StreamReader, malformed
from imperium.models.http.client import Answer
from imperium.models.provider import Connection
from imperium.models.relay import Relay
from imperium.models.sse import EventParser
from imperium.platform.errors import ImperiumError, NetworkError


class StreamedAnswer:
    """What an answer says, piece by piece. The first one may take as long as a whole answer (a model thinks); then
    `stall_seconds` is the longest silence, and signs of life are no words."""

    __slots__ = (
        "_answer",
        "_ends",
        "_parser",
        "_patience_s",
        "_reader",
        "_relay",
        "_settings",
        "_spoke",
        "error",
    )

    def __init__(self, answer: Answer, connection: Connection, *, passes_on: bool) -> None:
        _check_is_event_stream(answer)
        self._answer = answer
        self._settings = connection.settings
        self._parser = EventParser()
        self._reader = connection.dialect.reader(passes_on)
        self._relay = Relay() if passes_on else None
        self._patience_s = connection.settings.timeout_seconds
        self._ends = monotonic() + self._patience_s
        self._spoke = False
        self.error: ImperiumError | None = None

    @property
    def ended(self) -> bool:
        """Whether the sender said that the answer is whole."""
        return self._reader.ended

    async def more(self) -> list[Chunk]:
        """The chunks of the next piece. If `error` is set then, they are the last ones."""
        now = monotonic()
        if self._spoke:  # whoever reads may have taken his time
            self._ends = now + self._settings.timeout_seconds
        elif now > self._ends:
            raise TimeoutError
        piece = await self._answer.piece(self._patience_s)
        self._patience_s = self._settings.stall_seconds
        chunks, self.error = _read(self._reader, self._parser.feed(piece) if piece else self._parser.close())
        if not piece and self.error is None and not self.ended:
            self.error = NetworkError("the stream was cut before its end", remedy="Ask again.")
        if self._relay is not None:
            chunks = self._relay.take(chunks, self._reader.ended)
        self._spoke = any(chunk.says_something for chunk in chunks)
        return chunks


def _read(reader: StreamReader, text: bytes) -> tuple[list[Chunk], ImperiumError | None]:
    """The chunks up to the end or an error: what came before one was said too."""
    chunks: list[Chunk] = []
    try:
        for chunk in reader.read(text):
            chunks.append(chunk)  # noqa: PERF402  (what came before an error is kept)
    except ImperiumError as error:
        return chunks, error
    except faults.SHAPE_ERRORS as error:
        return chunks, faults.misshapen(error)
    return chunks, None


def _check_is_event_stream(answer: Answer) -> None:
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "text/event-stream":
        raise malformed(f"the stream that was asked for (it is {kind or 'of no kind'})")
