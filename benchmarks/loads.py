"""What a gateway is asked under measurement, and what came of it."""

from __future__ import annotations

import json
import subprocess
import time
from dataclasses import dataclass

from benchmarks.loopback import payload, programs
from benchmarks.served import Plan, Served, pinned

SETTLE_S = 0.2
"""What a server still does for answers that it has given belongs to them."""
SYSTEM = "You are the assistant of a shop that sells bicycles. Answer in two sentences, without lists."
QUESTION = (
    "Order ########: which of your three service plans suits someone who rides to work every day, and what changes in "
    "winter when the roads are salted?"
)


@dataclass(frozen=True)
class Load:
    """A closed loop. Events of a paced stream come one by one, as a model's tokens do; else all at once."""

    name: str
    connections: int
    share: float = 1.0
    stream: bool = False
    paced: bool = False


LOADS = (
    Load("call", 32),
    Load("stream", 32, stream=True),
    Load("paced", 32, 0.75, stream=True, paced=True),
    Load("alone", 1, 0.75),
    Load("alone_stream", 1, 0.5, stream=True),
)


@dataclass(frozen=True)
class Outcome:
    """Times of the client in milliseconds, processor time in microseconds for each answer."""

    answers: int
    per_s: float
    server_us: float
    client_us: float
    p50_ms: float
    p99_ms: float
    first_p50_ms: float


def run(load: Load, served: Served, seconds: float, core: int | None) -> Outcome:
    """Raises RuntimeError when an answer was refused, broken, or short of events."""
    command = (*programs.command("load"), str(served.plan.port), str(load.connections), str(seconds * load.share))
    before = served.cpu_s()
    done = subprocess.run(
        pinned(command, core), input=request(load, served.plan), capture_output=True, check=True, timeout=seconds + 90
    )
    time.sleep(SETTLE_S)
    spent, found = served.cpu_s() - before, json.loads(done.stdout)
    answers = found["answers"]
    if found["failures"] or not answers or (load.stream and found["events"] < answers * payload.WORDS):
        raise RuntimeError(f"{load.name}: {found}\n{done.stderr.decode(errors='replace')[-2_000:]}")
    return Outcome(
        answers,
        answers / found["seconds"],
        spent / answers * 1e6,
        found["cpu_s"] / answers * 1e6,
        found["p50_us"] / 1e3,
        found["p99_us"] / 1e3,
        found["first_p50_us"] / 1e3,
    )


def request(load: Load, plan: Plan) -> bytes:
    """As bytes; the client numbers the question, so that no two are the same."""
    question = f"{QUESTION} [paced]" if load.paced else QUESTION
    messages = [{"role": "system", "content": SYSTEM}, {"role": "user", "content": question}]
    asked = {"model": plan.model, "messages": messages, "temperature": 0.7, "max_tokens": 256}
    if load.stream:
        asked |= {"stream": True, "stream_options": {"include_usage": True}}
    body = json.dumps(asked)
    headers = {
        "host": f"127.0.0.1:{plan.port}",
        "content-type": "application/json",
        "content-length": str(len(body)),
        "accept": "*/*",
        **plan.headers,
    }
    heading = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"POST /v1/chat/completions HTTP/1.1\r\n{heading}\r\n{body}".encode()
