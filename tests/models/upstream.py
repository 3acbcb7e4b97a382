"""A provider on loopback that speaks all three wires; the model's name says how it behaves.

`echo` repeats the question, `think` thinks first, `tool` calls the first tool. What begins with `status-` refuses with
that status. `cut`, `short`, `stall`, `garbage`, `errors-midway` fail in the middle of a stream; `silent`, `hangup`,
`html`, `nonsense`, `redirect` never give an answer; `repeats-key` tells which key it got. `flaky` is unavailable twice,
then echoes; `sorter` answers what the categorizer is asked. `cut-3` hangs up after three events, `stall-3` falls
silent, `garbage-3` goes on with nonsense; `error-NAME` refuses as `documented.py` says; `chat-only` has no other
endpoint; `single` gives one answer however many are asked for.
"""

import asyncio
import re
from collections.abc import Iterator
from typing import Any

import orjson
from aiohttp import web

from models.documented import DOCUMENTED

USAGE = {"input": 11, "output": 7, "cached": 5, "reasoning": 3}
FOR_EVER_S = 600
Event = tuple[str, dict[str, Any] | str]


class Upstream:
    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.left: list[str] = []
        self.delay_s = 0.0
        self._failed = 0

    async def start(self) -> None:
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_get("/v1/models", self._models)
        app.router.add_post("/v1/chat/completions", self._openai)
        app.router.add_post("/v1/responses", self._responses)
        app.router.add_post("/v1/embeddings", self._embeddings)
        app.router.add_post("/v1/messages", self._anthropic)
        app.router.add_post("/v1beta/models/{call}", self._gemini)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1, handler_cancellation=True)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = "http://127.0.0.1:{1}".format(*self._runner.addresses[0][:2])

    async def stop(self) -> None:
        await self._runner.cleanup()

    async def _models(self, request: web.Request) -> web.Response:
        return web.json_response({"object": "list", "data": [{"id": "echo-loaded", "object": "model"}]})

    async def _openai(self, request: web.Request) -> web.StreamResponse:
        body = await self._noted(request)
        said = _openai_text(body["messages"])
        return await self._answer(request, OpenAI(body, said), body["model"], bool(body.get("stream")))

    async def _responses(self, request: web.Request) -> web.StreamResponse:
        body = await self._noted(request)
        return await self._answer(request, Responses(body), body["model"], bool(body.get("stream")))

    async def _embeddings(self, request: web.Request) -> web.StreamResponse:
        body = await self._noted(request)
        return await self._answer(request, Embeddings(body), body["model"], False)

    async def _anthropic(self, request: web.Request) -> web.StreamResponse:
        body = await self._noted(request)
        return await self._answer(request, Anthropic(body, ""), body["model"], bool(body.get("stream")))

    async def _gemini(self, request: web.Request) -> web.StreamResponse:
        body = await self._noted(request)
        model, _, method = request.match_info["call"].partition(":")
        return await self._answer(request, Gemini(body, ""), model, method == "streamGenerateContent")

    async def _noted(self, request: web.Request) -> dict[str, Any]:
        body = orjson.loads(await request.read())
        self.requests.append(body)
        self.headers.append({key.lower(): value for key, value in request.headers.items()})
        return dict(body)

    async def _answer(self, request: web.Request, wire: Any, model: str, stream: bool) -> web.StreamResponse:
        await asyncio.sleep(self.delay_s)
        if model == "flaky" and self._failed < 2:
            self._failed += 1
            model = "status-503"
        if model.startswith("error-"):
            status, headers, body = DOCUMENTED[wire.name][model.removeprefix("error-")]
            return web.json_response(body, status=status, headers=headers)
        if model == "chat-only" and not isinstance(wire, OpenAI | Anthropic | Gemini):
            return web.json_response({"detail": "Not Found"}, status=404)
        if model.startswith("status-"):
            status = int(model.split("-")[1])
            headers = {"retry-after": "0"} if status == 429 else {}
            return web.json_response(wire.error(status), status=status, headers=headers)
        if model == "repeats-key":
            return web.json_response({"error": {"message": f"bad key: {dict(request.headers)}"}}, status=401)
        if model == "redirect":
            return web.Response(status=307, headers={"location": f"{self.url}/v1/elsewhere"})
        if model == "silent":
            await asyncio.sleep(FOR_EVER_S)
        if model == "hangup":
            assert request.transport
            request.transport.abort()
            return web.Response()
        if model == "html":
            return web.Response(text="<html>gateway</html>", content_type="text/html")
        if not stream:
            return web.Response(body=_whole(wire, model), content_type="application/json")
        return await self._stream(request, wire, model)

    async def _stream(self, request: web.Request, wire: Any, model: str) -> web.StreamResponse:
        response = web.StreamResponse(headers={"content-type": "text/event-stream"})
        await response.prepare(request)
        events = [_event(kind, data) for kind, data in wire.events(model)]
        fault, place = model, max(2, len(events) // 2)
        if placed := re.fullmatch(r"(\w+)-(\d+)", model):
            fault, place = placed[1], int(placed[2])
        if fault in ("cut", "short", "stall", "garbage", "errors-midway"):
            events = events[:place]
        for event in events:
            await response.write(event)
        if fault == "cut":
            assert request.transport
            request.transport.abort()
        if fault == "stall":
            await self._fall_silent(model)
        if fault == "garbage":
            await response.write(b"data: {not json\n\n")
        if fault == "errors-midway":
            await response.write(_event("error", wire.error(529)))
        return response

    async def _fall_silent(self, model: str) -> None:
        """Until the one who asked has left, or for ever."""
        try:
            await asyncio.sleep(FOR_EVER_S)
        finally:
            self.left.append(model)


def _event(kind: str, data: dict[str, Any] | str) -> bytes:
    text = data if isinstance(data, str) else orjson.dumps(data).decode()
    return (f"event: {kind}\n" if kind else "").encode() + f"data: {text}\n\n".encode()


def _whole(wire: Any, model: str) -> bytes:
    if model == "nonsense":
        return b'{"neither": "here", "choices": [7], "content": 3, "candidates": "x"}'
    if model in ("garbage", "cut", "short"):
        return b'{"id": "half an ans'
    return orjson.dumps(wire.whole(model))


def _openai_text(messages: list[dict[str, Any]]) -> str:
    content = messages[-1].get("content") or ""
    return content if isinstance(content, str) else "".join(part.get("text", "") for part in content)


class OpenAI:
    name = "openai"

    def __init__(self, body: dict[str, Any], said: str) -> None:
        self.body, self.said = body, said

    def error(self, status: int) -> dict[str, Any]:
        kind = "insufficient_quota" if status == 402 else "server_error" if status >= 500 else "invalid_request_error"
        return {"error": {"message": f"status {status}", "type": kind, "code": kind, "param": None}}

    def whole(self, model: str) -> dict[str, Any]:
        message: dict[str, Any] = {"role": "assistant", "content": f"You said: {self.said}"}
        finish = "stop"
        if model == "sorter":
            message["content"] = '{"complexity": 0.9, "category": "H", "hard": true}'
        if model.startswith("think"):
            message["reasoning_content"] = "Hm."
        if model.startswith("tool") and self.body["messages"][-1]["role"] != "tool":
            name, finish = self.body["tools"][0]["function"]["name"], "tool_calls"
            function = {"name": name, "arguments": '{"city": "Paris"}'}
            message = {"role": "assistant", "content": None}
            message["tool_calls"] = [{"id": "call_1", "type": "function", "function": function}]
        logprobs = {"content": [{"token": "You", "logprob": -0.1, "bytes": None, "top_logprobs": []}], "refusal": None}
        choice = {
            "message": message,
            "finish_reason": finish,
            "logprobs": logprobs if self.body.get("logprobs") else None,
        }
        choices = [{"index": index, **choice} for index in range(self.answers(model))]
        return self._head("chat.completion", model) | {"choices": choices, "usage": self._usage()}

    def answers(self, model: str) -> int:
        return 1 if model == "single" else self.body.get("n") or 1

    def events(self, model: str) -> Iterator[Event]:
        for index in range(self.answers(model)):
            for kind, data in self._events(model):
                yield kind, data | {"choices": [choice | {"index": index} for choice in data["choices"]]}
        if (self.body.get("stream_options") or {}).get("include_usage"):
            yield "", self._head("chat.completion.chunk", model) | {"choices": [], "usage": self._usage()}
        yield "", "[DONE]"

    def _events(self, model: str) -> Iterator[tuple[str, dict[str, Any]]]:
        message = self.whole(model)["choices"][0]["message"]
        yield "", self._chunk(model, {"role": "assistant", "content": ""})
        if "reasoning_content" in message:
            yield "", self._chunk(model, {"reasoning_content": message["reasoning_content"]})
        for call in message.get("tool_calls", ()):
            arguments = call["function"]["arguments"]
            head = {"index": 0, "id": call["id"], "type": "function"}
            yield "", self._chunk(model, {"tool_calls": [head | {"function": call["function"] | {"arguments": ""}}]})
            for piece in (arguments[:7], arguments[7:]):
                yield "", self._chunk(model, {"tool_calls": [{"index": 0, "function": {"arguments": piece}}]})
        for word in message["content"].split(" ") if message["content"] else ():
            yield "", self._chunk(model, {"content": f"{word} "})
        yield "", self._chunk(model, {}, self.whole(model)["choices"][0]["finish_reason"])

    def _chunk(self, model: str, delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        return self._head("chat.completion.chunk", model) | {"choices": [choice]}

    def _head(self, kind: str, model: str) -> dict[str, Any]:
        head = {"id": "chatcmpl-1", "object": kind, "created": 1, "model": model}
        return head | {"system_fingerprint": "fp_1", "service_tier": "default"}

    def _usage(self) -> dict[str, Any]:
        return {
            "prompt_tokens": USAGE["input"],
            "completion_tokens": USAGE["output"],
            "total_tokens": USAGE["input"] + USAGE["output"],
            "prompt_tokens_details": {"cached_tokens": USAGE["cached"]},
            "completion_tokens_details": {"reasoning_tokens": USAGE["reasoning"]},
        }


class Responses:
    name = "openai"

    def __init__(self, body: dict[str, Any]) -> None:
        self.body = body
        given = body["input"]
        self.said = given if isinstance(given, str) else _openai_text(given)

    def error(self, status: int) -> dict[str, Any]:
        return OpenAI(self.body, "").error(status)

    def whole(self, model: str) -> dict[str, Any]:
        return self._response(model, "completed", [self._item(f"You said: {self.said}", "completed")])

    def events(self, model: str) -> Iterator[Event]:
        for number, event in enumerate(self._events(model)):
            yield event["type"], event | {"sequence_number": number}

    def _events(self, model: str) -> Iterator[dict[str, Any]]:
        place = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
        text = f"You said: {self.said}"
        yield {"type": "response.created", "response": self._response(model, "in_progress", [])}
        yield {"type": "response.output_item.added", "output_index": 0, "item": self._item("", "in_progress")}
        part = {"type": "output_text", "text": "", "annotations": []}
        yield {"type": "response.content_part.added", **place, "part": part}
        for word in text.split(" "):
            yield {"type": "response.output_text.delta", **place, "delta": f"{word} ", "logprobs": []}
        yield {"type": "response.output_text.done", **place, "text": text, "logprobs": []}
        yield {"type": "response.content_part.done", **place, "part": part | {"text": text}}
        yield {"type": "response.output_item.done", "output_index": 0, "item": self._item(text, "completed")}
        yield {"type": "response.completed", "response": self.whole(model)}

    def _item(self, text: str, status: str) -> dict[str, Any]:
        content = [{"type": "output_text", "text": text, "annotations": []}] if text else []
        return {"type": "message", "id": "msg_1", "status": status, "role": "assistant", "content": content}

    def _response(self, model: str, status: str, output: list[Any]) -> dict[str, Any]:
        usage = {
            "input_tokens": USAGE["input"],
            "input_tokens_details": {"cached_tokens": USAGE["cached"]},
            "output_tokens": USAGE["output"],
            "output_tokens_details": {"reasoning_tokens": USAGE["reasoning"]},
            "total_tokens": USAGE["input"] + USAGE["output"],
        }
        return {
            "id": "resp_1",
            "object": "response",
            "created_at": 1,
            "model": model,
            "status": status,
            "output": output,
            "usage": usage if status == "completed" else None,
            "parallel_tool_calls": True,
            "tool_choice": "auto",
            "tools": [],
            "metadata": self.body.get("metadata") or {},
        }


class Embeddings:
    name = "openai"

    def __init__(self, body: dict[str, Any]) -> None:
        self.body = body

    def error(self, status: int) -> dict[str, Any]:
        return OpenAI(self.body, "").error(status)

    def whole(self, model: str) -> dict[str, Any]:
        given = self.body["input"]
        texts = given if isinstance(given, list) else [given]
        data = [
            {"object": "embedding", "index": index, "embedding": [float(len(text)), 0.5]}
            for index, text in enumerate(texts)
        ]
        usage = {"prompt_tokens": USAGE["input"], "total_tokens": USAGE["input"]}
        return {"object": "list", "model": model, "data": data, "usage": usage}


class Anthropic:
    name = "anthropic"

    def __init__(self, body: dict[str, Any], said: str) -> None:
        self.body = body
        last = body["messages"][-1]["content"]
        blocks = [{"type": "text", "text": last}] if isinstance(last, str) else last
        self.answers_tool = any(block["type"] == "tool_result" for block in blocks)
        self.said = "".join(block.get("text", "") for block in blocks)

    def error(self, status: int) -> dict[str, Any]:
        kinds = {401: "authentication_error", 402: "billing_error", 429: "rate_limit_error", 529: "overloaded_error"}
        kind = kinds.get(status, "api_error" if status >= 500 else "invalid_request_error")
        return {"type": "error", "error": {"type": kind, "message": f"status {status}"}, "request_id": "req_1"}

    def whole(self, model: str) -> dict[str, Any]:
        blocks: list[dict[str, Any]] = [{"type": "text", "text": f"You said: {self.said}"}]
        if model.startswith("think"):
            blocks.insert(0, {"type": "thinking", "thinking": "Hm.", "signature": "s"})
        if model.startswith("tool") and not self.answers_tool:
            name = self.body["tools"][0]["name"]
            blocks = [{"type": "tool_use", "id": "toolu_1", "name": name, "input": {"city": "Paris"}}]
        reason = "tool_use" if blocks[-1]["type"] == "tool_use" else "end_turn"
        return self._message(model, blocks, reason, USAGE["output"])

    def events(self, model: str) -> Iterator[Event]:
        whole = self.whole(model)
        yield "message_start", {"type": "message_start", "message": self._message(model, [], None, 1)}
        yield "ping", {"type": "ping"}
        for index, block in enumerate(whole["content"]):
            yield from self._block(index, block)
        delta = {"stop_reason": whole["stop_reason"], "stop_sequence": None}
        details = {"output_tokens_details": {"thinking_tokens": USAGE["reasoning"]}}
        usage = {"output_tokens": USAGE["output"], **details}
        yield "message_delta", {"type": "message_delta", "delta": delta, "usage": usage}
        yield "message_stop", {"type": "message_stop"}

    def _block(self, index: int, block: dict[str, Any]) -> Iterator[Event]:
        empty: dict[str, dict[str, Any]] = {
            "text": {"text": ""},
            "thinking": {"thinking": "", "signature": ""},
            "tool_use": {"input": {}},
        }
        start = {"type": "content_block_start", "index": index, "content_block": block | empty[block["type"]]}
        yield "content_block_start", start
        for delta in self._deltas(block):
            yield "content_block_delta", {"type": "content_block_delta", "index": index, "delta": delta}
        yield "content_block_stop", {"type": "content_block_stop", "index": index}

    def _deltas(self, block: dict[str, Any]) -> Iterator[dict[str, Any]]:
        if block["type"] == "text":
            for word in block["text"].split(" "):
                yield {"type": "text_delta", "text": f"{word} "}
        elif block["type"] == "thinking":
            yield {"type": "thinking_delta", "thinking": block["thinking"]}
            yield {"type": "signature_delta", "signature": "s"}
        else:
            text = orjson.dumps(block["input"]).decode()
            yield {"type": "input_json_delta", "partial_json": text[:5]}
            yield {"type": "input_json_delta", "partial_json": text[5:]}

    def _message(self, model: str, blocks: list[Any], reason: str | None, output: int) -> dict[str, Any]:
        usage = {
            "input_tokens": USAGE["input"] - USAGE["cached"],
            "cache_read_input_tokens": USAGE["cached"],
            "cache_creation_input_tokens": 0,
            "output_tokens": output,
            "output_tokens_details": {"thinking_tokens": USAGE["reasoning"]},
        }
        head = {"id": "msg_1", "type": "message", "role": "assistant", "model": model}
        return head | {"content": blocks, "stop_reason": reason, "stop_sequence": None, "usage": usage}


class Gemini:
    name = "google_ai"

    def __init__(self, body: dict[str, Any], said: str) -> None:
        self.body = body
        parts = body["contents"][-1]["parts"]
        self.answers_tool = any("functionResponse" in part for part in parts)
        self.said = "".join(part.get("text", "") for part in parts)

    def error(self, status: int) -> dict[str, Any]:
        names = {400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED", 404: "NOT_FOUND"}
        names |= {429: "RESOURCE_EXHAUSTED", 500: "INTERNAL", 503: "UNAVAILABLE", 504: "DEADLINE_EXCEEDED"}
        return {"error": {"code": status, "message": f"status {status}", "status": names.get(status, "UNKNOWN")}}

    def whole(self, model: str) -> dict[str, Any]:
        return self._body(model, self._parts(model), "STOP")

    def events(self, model: str) -> Iterator[Event]:
        parts = self._parts(model)
        for part in parts:
            for piece in part.get("text", "").split(" ") if "text" in part else ("",):
                yield "", self._body(model, [part | {"text": f"{piece} "} if piece else part], None)
        yield "", self._body(model, [], "STOP")

    def _parts(self, model: str) -> list[dict[str, Any]]:
        if model.startswith("tool") and not self.answers_tool:
            name = self.body["tools"][0]["functionDeclarations"][0]["name"]
            return [{"functionCall": {"name": name, "args": {"city": "Paris"}}, "thoughtSignature": "sig-1"}]
        thoughts = [{"text": "Hm.", "thought": True}] if model.startswith("think") else []
        return [*thoughts, {"text": f"You said: {self.said}"}]

    def _body(self, model: str, parts: list[Any], finish: str | None) -> dict[str, Any]:
        usage = {
            "promptTokenCount": USAGE["input"],
            "candidatesTokenCount": USAGE["output"] - USAGE["reasoning"],
            "thoughtsTokenCount": USAGE["reasoning"],
            "cachedContentTokenCount": USAGE["cached"],
        }
        candidate = {"content": {"role": "model", "parts": parts}, "index": 0}
        if finish:
            candidate["finishReason"] = finish
        return {"candidates": [candidate], "usageMetadata": usage, "modelVersion": model, "responseId": "r1"}
