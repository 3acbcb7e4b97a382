"""What OpenAPI says of the endpoints that read their bodies themselves, to stay quick and to keep unknown fields."""

from typing import Any

_TEXT = {"type": "string"}
_PART = {"type": "object", "required": ["type"], "properties": {"type": _TEXT, "text": _TEXT}}
_MESSAGE: dict[str, Any] = {
    "type": "object",
    "required": ["role"],
    "properties": {
        "role": {"type": "string", "enum": ["system", "developer", "user", "assistant", "tool"]},
        "content": {"anyOf": [_TEXT, {"type": "array", "items": _PART}, {"type": "null"}]},
        "tool_calls": {"type": "array", "items": {"type": "object"}},
        "tool_call_id": _TEXT,
    },
}
_REQUEST: dict[str, Any] = {
    "type": "object",
    "required": ["messages"],
    "additionalProperties": True,
    "properties": {
        "model": {"type": "string", "default": "auto", "description": "auto, a role, a model, or provider:model"},
        "messages": {"type": "array", "minItems": 1, "items": _MESSAGE},
        "stream": {"type": "boolean", "default": False},
        "stream_options": {"type": "object", "properties": {"include_usage": {"type": "boolean"}}},
        "temperature": {"type": "number", "minimum": 0, "maximum": 2},
        "top_p": {"type": "number", "minimum": 0, "maximum": 1},
        "max_tokens": {"type": "integer", "minimum": 1},
        "max_completion_tokens": {"type": "integer", "minimum": 1},
        "stop": {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]},
        "seed": {"type": "integer"},
        "n": {"type": "integer", "minimum": 1, "maximum": 128},
        "tools": {"type": "array", "items": {"type": "object", "required": ["type", "function"]}},
        "tool_choice": {"description": "auto, none, required, or a function by name"},
        "response_format": {"type": "object", "description": "text, json_object, or json_schema with a schema"},
    },
}
_ANSWER: dict[str, Any] = {
    "type": "object",
    "required": ["id", "object", "created", "model", "choices", "usage"],
    "properties": {
        "id": _TEXT,
        "object": {"const": "chat.completion"},
        "created": {"type": "integer"},
        "model": _TEXT,
        "choices": {"type": "array", "items": {"type": "object", "required": ["index", "message", "finish_reason"]}},
        "usage": {"type": "object", "required": ["prompt_tokens", "completion_tokens", "total_tokens"]},
        "imperium": {"type": "object", "description": "Who answered, for which role, and what it cost."},
    },
}

_STREAM = {"type": "boolean", "default": False}
_RESPONSE_REQUEST: dict[str, Any] = {
    "type": "object",
    "required": ["input"],
    "additionalProperties": True,
    "properties": {
        "model": {"type": "string", "default": "auto"},
        "input": {"anyOf": [{**_TEXT, "minLength": 1}, {"type": "array", "minItems": 1, "items": {"type": "object"}}]},
        "instructions": {"type": "string"},
        "max_output_tokens": {"type": "integer", "minimum": 1},
        "stream": _STREAM,
    },
}
_EMBEDDING_REQUEST: dict[str, Any] = {
    "type": "object",
    "required": ["model", "input"],
    "additionalProperties": True,
    "properties": {
        "model": {"type": "string", "minLength": 1, "description": "an embedding model, or provider:model"},
        "input": {
            "anyOf": [
                {**_TEXT, "minLength": 1},
                {"type": "array", "minItems": 1, "items": {**_TEXT, "minLength": 1}},
            ]
        },
        "dimensions": {"type": "integer", "minimum": 1},
        "encoding_format": {"type": "string", "enum": ["float", "base64"]},
    },
}
_BLOCKS = {"anyOf": [_TEXT, {"type": "array", "items": _PART}]}
_COUNT_REQUEST: dict[str, Any] = {
    "type": "object",
    "required": ["messages"],
    "additionalProperties": True,
    "properties": {
        "model": {"type": "string", "default": "auto"},
        "messages": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["role", "content"],
                "properties": {"role": {"type": "string", "enum": ["user", "assistant"]}, "content": _BLOCKS},
            },
        },
        "system": _BLOCKS,
        "tools": {"type": "array", "items": {"type": "object", "required": ["name"]}},
    },
}
_MESSAGE_REQUEST: dict[str, Any] = {
    **_COUNT_REQUEST,
    "required": ["messages", "max_tokens"],
    "properties": {
        **_COUNT_REQUEST["properties"],
        "max_tokens": {"type": "integer", "minimum": 1},
        "temperature": {"type": "number", "minimum": 0, "maximum": 1},
        "stop_sequences": {"type": "array", "items": _TEXT},
        "stream": _STREAM,
    },
}


def _request(schema: dict[str, Any]) -> dict[str, Any]:
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def _answer(required: list[str], meaning: str, *, streams: bool = True) -> dict[int | str, dict[str, Any]]:
    content: dict[str, Any] = {"application/json": {"schema": {"type": "object", "required": required}}}
    if streams:
        content["text/event-stream"] = {"schema": _TEXT}
    return {200: {"description": meaning, "content": content}}


COMPLETION_REQUEST = _request(_REQUEST)
COMPLETION_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The answer; with `stream`, as events that end with `[DONE]`, or with an error event.",
        "content": {"application/json": {"schema": _ANSWER}, "text/event-stream": {"schema": _TEXT}},
    }
}
RESPONSE_REQUEST = _request(_RESPONSE_REQUEST)
RESPONSE_RESPONSES = _answer(["id", "output"], "The response; with `stream`, as the provider's typed events.")
EMBEDDING_REQUEST = _request(_EMBEDDING_REQUEST)
EMBEDDING_RESPONSES = _answer(["data"], "The vectors.", streams=False)
MESSAGE_REQUEST = _request(_MESSAGE_REQUEST)
MESSAGE_RESPONSES = _answer(
    ["id", "type", "role", "content", "stop_reason", "usage"],
    "The message; with `stream`, as events from `message_start` to `message_stop`, or to an error event.",
)
COUNT_REQUEST = _request(_COUNT_REQUEST)
COUNT_RESPONSES = _answer(["input_tokens"], "Our estimate, marked as one.", streams=False)
