"""A provider on loopback that speaks all three wires; the model's name says how it behaves.

`echo` repeats the question, `think` thinks first, `tool` calls the first tool. What begins with `status-` refuses with
that status. `cut`, `short`, `stall`, `garbage`, `errors-midway` fail in the middle of a stream; `silent`, `hangup`,
`html`, `nonsense`, `redirect` never give an answer; `repeats-key` tells which key it got. `flaky` is unavailable twice,
then echoes; `sorter` answers what the categorizer is asked.
"""

import asyncio
from collections.abc import Iterator
from typing import Any

import orjson
from aiohttp import web

USAGE = {"input": 11, "output": 7, "cached": 5, "reasoning": 3}
FOR_EVER_S = 600
Event = tuple[str, dict[str, Any] | str]


class Upstream:
    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.delay_s = 0.0
        self._failed = 0

    async def start(self) -> None:
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_get("/v1/models", self._models)
        app.router.add_post("/v1/chat/completions", self._openai)
        app.router.add_post("/v1/messages", self._anthropic)
        app.router.add_post("/v1beta/models/{call}", self._gemini)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
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
        if model in ("cut", "short", "stall", "garbage", "errors-midway"):
            events = events[: max(2, len(events) // 2)]
        for event in events:
            await response.write(event)
        if model == "cut":
            assert request.transport
            request.transport.abort()
        if model == "stall":
            await asyncio.sleep(FOR_EVER_S)
        if model == "garbage":
            await response.write(b"data: {not json\n\n")
        if model == "errors-midway":
            await response.write(_event("error", wire.error(529)))
        return response


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
        choice = {"index": 0, "message": message, "finish_reason": finish, "logprobs": None}
        return self._head("chat.completion", model) | {"choices": [choice], "usage": self._usage()}

    def events(self, model: str) -> Iterator[Event]:
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
        for word in (message.get("content") or "").split(" "):
            yield "", self._chunk(model, {"content": f"{word} "})
        yield "", self._chunk(model, {}, self.whole(model)["choices"][0]["finish_reason"])
        if (self.body.get("stream_options") or {}).get("include_usage"):
            yield "", self._head("chat.completion.chunk", model) | {"choices": [], "usage": self._usage()}
        yield "", "[DONE]"

    def _chunk(self, model: str, delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        return self._head("chat.completion.chunk", model) | {"choices": [choice]}

    def _head(self, kind: str, model: str) -> dict[str, Any]:
        return {"id": "chatcmpl-1", "object": kind, "created": 1, "model": model}

    def _usage(self) -> dict[str, Any]:
        return {
            "prompt_tokens": USAGE["input"],
            "completion_tokens": USAGE["output"],
            "total_tokens": USAGE["input"] + USAGE["output"],
            "prompt_tokens_details": {"cached_tokens": USAGE["cached"]},
            "completion_tokens_details": {"reasoning_tokens": USAGE["reasoning"]},
        }


class Anthropic:
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
