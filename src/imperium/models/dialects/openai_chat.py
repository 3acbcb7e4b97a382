"""OpenAI's chat completions, as OpenRouter, Hugging Face, vLLM, TGI, llama.cpp, Ollama and others speak it too.

Source: OpenAI API reference, "Chat Completions". Here requests are written; how answers are read stands in
`openai_decoding.py`.
"""

from __future__ import annotations

from collections.abc import Mapping

from imperium.models.chat import ChatRequest, Image, Message, Part, Raw, ResponseFormat, Text, Tool, ToolCall
from imperium.models.dialect import Dialect, Json, data_url, functions, only_here
from imperium.models.openai_decoding import Reader, decode

NAME = "openai_chat"
DECIDED_HERE = ("max_tokens", "max_completion_tokens", "n", "stream", "stream_options")


def path(model: str, stream: bool) -> str:
    return "/chat/completions"


def headers(key: str) -> Mapping[str, str]:
    return {"authorization": f"Bearer {key}"}


def encode(request: ChatRequest, model: str, stream: bool) -> Json:
    body = request.as_written(NAME)
    if body is None:
        body = _written(request)
    for name in DECIDED_HERE:
        body.pop(name, None)
    body["model"] = model
    if request.max_tokens is not None:
        body["max_tokens"] = request.max_tokens
    if request.n > 1:
        body["n"] = request.n
    if stream:
        body["stream"], body["stream_options"] = True, {"include_usage": True}
    return body


def _written(request: ChatRequest) -> Json:
    body: Json = {**request.extra, "messages": [encode_message(message) for message in request.messages]}
    options = {
        "temperature": request.temperature,
        "top_p": request.top_p,
        "seed": request.seed,
        "stop": list(request.stop) or None,
        "tools": [encode_tool(tool) for tool in functions(request.tools, "OpenAI's chat completions")] or None,
        "tool_choice": _tool_choice(request.tool_choice),
        "response_format": _response_format(request.response_format),
    }
    body.update({key: value for key, value in options.items() if value is not None})
    return body


def encode_message(message: Message) -> Json:
    body: Json = {**message.extra, "role": message.role, "content": _content(message.content)}
    if message.tool_calls:
        body["tool_calls"] = [encode_tool_call(call) for call in message.tool_calls]
        body["content"] = body["content"] or None
    if message.tool_call_id is not None:
        body["tool_call_id"] = message.tool_call_id
    return body


def _content(parts: tuple[Part, ...]) -> str | list[Json]:
    if all(isinstance(part, Text) for part in parts) and len(parts) <= 1:
        return "".join(part.text for part in parts if isinstance(part, Text))
    return [_part(part) for part in parts]


def _part(part: Part) -> Json:
    match part:
        case Text(text):
            return {"type": "text", "text": text}
        case Image(url, detail):
            data_url(url)  # refuses what is neither a web address nor a picture in itself, such as file:
            return {"type": "image_url", "image_url": {"url": url} | ({"detail": detail} if detail else {})}
        case Raw():
            return only_here(part, NAME, "OpenAI's models are sent text and images here")


def encode_tool_call(call: ToolCall) -> Json:
    body: Json = {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}}
    if call.signature:
        body["extra_content"] = {"google": {"thought_signature": call.signature}}
    return body


def encode_tool(tool: Tool) -> Json:
    function: Json = {**tool.extra, "name": tool.name}
    if tool.description:
        function["description"] = tool.description
    if tool.parameters:
        function["parameters"] = tool.parameters
    return {"type": "function", "function": function}


def _tool_choice(choice: str | None) -> str | Json | None:
    if choice in (None, "auto", "none", "required"):
        return choice
    return {"type": "function", "function": {"name": choice}}


def _response_format(wanted: ResponseFormat | None) -> Json | None:
    if wanted is None:
        return None
    if wanted.schema is None:
        return {"type": "json_object"}
    schema: Json = {"name": wanted.name, "schema": wanted.schema}
    if wanted.strict is not None:
        schema["strict"] = wanted.strict
    return {"type": "json_schema", "json_schema": schema}


DIALECT = Dialect(NAME, path, headers, encode, decode, Reader, several=True)
