"""What OpenAPI says of `/v1/chat/completions`, which reads its body itself to stay quick and to keep unknown fields."""

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
        "n": {"type": "integer", "enum": [1]},
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

COMPLETION_REQUEST: dict[str, Any] = {"required": True, "content": {"application/json": {"schema": _REQUEST}}}
COMPLETION_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The answer; with `stream`, as events that end with `[DONE]`, or with an error event.",
        "content": {"application/json": {"schema": _ANSWER}, "text/event-stream": {"schema": _TEXT}},
    }
}
