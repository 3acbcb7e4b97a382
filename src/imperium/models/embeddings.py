"""Embeddings in OpenAI's shape: texts or tokens in, vectors out, as a provider with the same endpoint serves them.

Source: OpenAI API reference, "Embeddings".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from imperium.models.chat import ChatRequest, Chunk, Completion, Message, Original, Text
from imperium.models.dialect import Dialect, malformed
from imperium.models.dialects.openai_chat import headers
from imperium.models.json_fields import Json, count, typed, wrong
from imperium.models.openai_answers import source_body
from imperium.models.openai_decoding import usage
from imperium.models.refusals import announces_error, refused
from imperium.platform.errors import InvalidInput

NAME = "openai_embeddings"
MOST_INPUTS = 2_048


def read_request(body: Json) -> ChatRequest:
    """The request, with its texts as messages so that its size is known before it is sent.

    Raises:
        InvalidInput: names the field and what belongs there; an embedding is of one model, so that none is chosen.
    """
    model = typed(body, "model", str)
    if not model or model == "auto":
        raise InvalidInput(
            "model must name an embedding model: vectors of different models can't be compared.",
            field="model",
            value=model,
            remedy="Name one, such as openai:text-embedding-3-small.",
        )
    count(body, "dimensions")
    messages = tuple(Message("user", (Text(text),)) for text in _texts(body.get("input")))
    return ChatRequest(messages, model=model, original=Original(NAME, body, messages))


def _texts(given: Any) -> Iterable[str]:
    """Each input as text; of one that came as tokens, about as many words."""
    match given:
        case str() if given:
            return [given]
        case [int(), *_]:
            return [_words(given, "input")]
        case [_, *_] if len(given) <= MOST_INPUTS:
            return [_text(item, f"input.{index}") for index, item in enumerate(given)]
    raise wrong("input", given, f"a text, or a list of 1 to {MOST_INPUTS:,} texts or lists of tokens")


def _text(item: Any, field: str) -> str:
    if isinstance(item, str) and item:
        return item
    if isinstance(item, list) and item:
        return _words(item, field)
    raise wrong(field, item, "a text or a list of tokens, not empty")


def _words(tokens: list[Any], field: str) -> str:
    if not all(isinstance(token, int) and not isinstance(token, bool) for token in tokens):
        raise wrong(field, tokens, "a text or a list of tokens")
    return "a " * len(tokens)


def embeddings_body(completion: Completion) -> Json:
    """The `list` of vectors as the provider wrote it, with who gave it and what it cost."""
    return {**(completion.raw or {}), "imperium": source_body(completion.source)}


def _path(model: str, stream: bool) -> str:
    return "/embeddings"


def _encode(request: ChatRequest, model: str, stream: bool) -> Json:
    return {**(request.as_written(NAME) or {}), "model": model}


def _decode(body: Json) -> Completion:
    if announces_error(body):
        raise refused(body)
    if not isinstance(body.get("data"), list):
        raise malformed("data")
    return Completion(usage=usage(body.get("usage")))


@dataclass(slots=True)
class _Reader:
    """This endpoint has no streams."""

    passes_on: bool = False
    ended: bool = False

    def read(self, text: bytes) -> Iterable[Chunk]:
        raise malformed("an answer in one piece")


WIRE = Dialect(NAME, _path, headers, _encode, _decode, _Reader)
