"""Answers of `/v1/responses`: the provider's own, with who gave them and what they cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from imperium.models.chat import Chunk, Completion
from imperium.models.json_fields import Json
from imperium.models.openai_answers import source_body
from imperium.models.responses_wire import CLOSING
from imperium.platform.error_wires import openai_error


def response_body(completion: Completion) -> Json:
    """The `response` object. Its id stays the provider's, which alone knows what `previous_response_id` means."""
    return {**(completion.raw or {}), "imperium": source_body(completion.source)}


@dataclass(slots=True)
class EventWriter:
    """The events of one stream, as they came; the one that ends it tells the cost too."""

    _last: bytes = b""
    _closing: Json = field(default_factory=dict)

    def event(self, chunk: Chunk) -> bytes:
        self._closing = chunk.extra.get(CLOSING) or self._closing
        if chunk.source is not None:
            response = {**self._closing["response"], "imperium": source_body(chunk.source)}
            return _event({**self._closing, "response": response})
        self._last = chunk.raw or self._last
        return chunk.raw

    def end(self) -> bytes:
        """Nothing: the last event says itself that it is the last."""
        return b""

    def error(self, document: Mapping[str, Any]) -> bytes:
        """What ends a stream that broke, from its problem document."""
        error = openai_error(document)["error"]
        members = {key: error[key] for key in ("code", "message", "param")}
        return _event({"type": "error", **members, "error": error, "sequence_number": self._number() + 1})

    def _number(self) -> int:
        """The number of the last event that was passed on."""
        data = self._last.rstrip().rpartition(b"\ndata: ")[2]
        number = orjson.loads(data).get("sequence_number") if data else None
        return number if isinstance(number, int) else 0


def _event(body: Json) -> bytes:
    return b"event: %b\ndata: %b\n\n" % (str(body["type"]).encode(), orjson.dumps(body))
