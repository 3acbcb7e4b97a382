"""What the upstream of the gateway benchmark answers, in OpenAI's shape: half a kilobyte at once, or 35 events."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

WORDS = 32
EVENTS = WORDS + 3
"""One for each word, then the finish, the usage and `[DONE]`."""
USAGE = {"prompt_tokens": 42, "completion_tokens": WORDS, "total_tokens": 42 + WORDS}
TEXT = (
    "Loopback is a network interface that leads back to the same machine. What is sent to it never leaves the host, so "
    "it measures software, not cables: no loss, next to no delay, and every copy is paid for by the processor."
)


def write(folder: Path) -> tuple[Path, Path]:
    """The files of an answer and of a stream's events."""
    answer, events = folder / "answer.json", folder / "events.txt"
    answer.write_text(_compact(_answer()))
    events.write_text("".join(f"data: {event}\n\n" for event in _events()))
    return answer, events


def _answer() -> dict[str, Any]:
    message = {"role": "assistant", "content": TEXT, "refusal": None}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
    return {**_heading("chat.completion"), "choices": [choice], "usage": USAGE}


def _events() -> list[str]:
    said = [_choice({"role": "assistant", "content": ""} if n == 0 else {"content": f" word{n}"}) for n in range(WORDS)]
    usage = {"choices": [], "usage": USAGE}
    shape = _heading("chat.completion.chunk")
    return [*(_compact({**shape, **event}) for event in (*said, _choice({}, "stop"), usage)), "[DONE]"]


def _choice(delta: dict[str, str], finish: str | None = None) -> dict[str, Any]:
    return {"choices": [{"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}]}


def _heading(kind: str) -> dict[str, Any]:
    return {"id": "chatcmpl-loopback", "object": kind, "created": 1_760_000_000, "model": "mock-model-1"}


def _compact(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))
