"""Speaks like llama.cpp's `llama-server`: its arguments, /health while it loads, its key, OpenAI's paths. With more
arguments it fails: it --says WORDS and ends, is --never-ready, --dies-after N answers, --hangs, or --cuts a stream."""

import argparse
import json
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

parser = argparse.ArgumentParser()
for name in ("--model", "--alias", "--host", "--port", "--ctx-size", "--says", "--ends-with", "--dies-after"):
    parser.add_argument(name)
for name in ("--jinja", "--embeddings", "--never-ready", "--hangs", "--cuts", "--slow"):
    parser.add_argument(name, action="store_true")
given = parser.parse_args()
answered = 0
began = time.monotonic()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        looked = Path(given.model).with_suffix(".looks")
        looks = len(looked.read_text()) if looked.exists() else 0
        if given.never_ready or (given.slow and looks < 2):
            looked.write_text("." * (looks + 1))
            self.reply(503, {"error": {"message": "Loading model", "type": "unavailable_error", "code": 503}})
        elif given.hangs and answered:
            time.sleep(3600)
        else:
            self.reply(200, {"status": "ok"})

    def do_POST(self) -> None:
        global answered
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        if self.headers.get("authorization") != f"Bearer {os.environ['LLAMA_API_KEY']}":
            self.reply(401, {"error": {"message": "Invalid API Key", "type": "authentication_error", "code": 401}})
            return
        answered += 1
        if given.dies_after and answered > int(given.dies_after):
            os._exit(3)
        if body.get("stream"):
            self.stream(body)
        else:
            self.reply(200, {**answer(body), "choices": [choice("message")], "usage": usage()})

    def stream(self, body: dict) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        events = [{**answer(body), "choices": [choice("delta")]}] * 3
        for event in events:
            self.chunk(f"data: {json.dumps(event)}\n\n")
            if given.cuts:
                os._exit(4)
        self.chunk("data: [DONE]\n\n")
        self.chunk("")

    def chunk(self, text: str) -> None:
        self.wfile.write(f"{len(text.encode()):x}\r\n{text}\r\n".encode())

    def reply(self, status: int, body: dict) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *words: object) -> None:
        print("request", self.path, file=sys.stderr)


def answer(body: dict) -> dict:
    return {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": body["model"], "asked": body}


def choice(name: str) -> dict:
    return {"index": 0, "finish_reason": "stop", name: {"role": "assistant", "content": "It is a test."}}


def usage() -> dict:
    return {"prompt_tokens": 3, "completion_tokens": 5, "total_tokens": 8}


if given.says:
    print(given.says, file=sys.stderr)
if given.ends_with:
    code = int(given.ends_with)
    if code < 0:
        os.kill(os.getpid(), -code)
    sys.exit(code)
print("argv", *sys.argv[1:], file=sys.stderr)
print("env", *sorted(os.environ), file=sys.stderr)
ThreadingHTTPServer((given.host, int(given.port)), Handler).serve_forever()
