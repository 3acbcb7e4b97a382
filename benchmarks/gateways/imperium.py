"""Ours with every policy on: API key, rate limit, quotas, categorizer, routing, prices, breakers, and the ledger."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.served import Plan, own_environment

ROLES = ("categorizer", "fast_ai", "medium_ai", "thinking_ai", "code_ai", "image_analysis_ai", "research_ai")
PLENTY = 1_000_000
"""High enough to be never reached: a limit that refuses would be cheaper than an answer."""


def plan(folder: Path, port: int, upstream: int) -> Plan:
    """A server of its own data folder with a member's key. The in-process categorizer sorts; two models a role."""
    data, config = folder / "data", folder / "orchestration_config.json"
    data.mkdir()
    config.write_text(json.dumps(settings(upstream)))
    program = [sys.executable, "-m", "imperium"]
    create = [*program, "keys", "create", "--role", "member", "--data", str(data), "--config", str(config)]
    environment = own_environment(HOME=str(folder), PYTHONPATH=os.environ.get("PYTHONPATH", ""))
    made = subprocess.run(create, check=True, capture_output=True, text=True, env=environment)
    return Plan(
        command=(*program, "up", "--port", str(port), "--data", str(data), "--config", str(config)),
        port=port,
        environment=environment,
        headers={"authorization": f"Bearer {made.stdout.strip()}"},
        model="auto",
        kept=lambda: ledger_lines(data),
    )


def settings(upstream: int) -> dict[str, Any]:
    role = {"provider": "mock", "model": "mock-model-1", "fallbacks": ["mock:mock-model-2"]}
    dear = {"inputPerMillionUsd": 2.5, "outputPerMillionUsd": 10}
    cheap = {"inputPerMillionUsd": 0.15, "outputPerMillionUsd": 0.6}
    limits = {"dailyRequests": PLENTY, "monthlyRequests": PLENTY, "dailyUsd": PLENTY, "monthlyUsd": PLENTY}
    return {
        "providers": {"mock": {"baseUrl": f"http://127.0.0.1:{upstream}/v1"}},
        "models": dict.fromkeys(ROLES, role),
        "prices": {"mock:mock-model-1": cheap, "mock:mock-model-2": dear},
        "routes": {"askCategorizer": False},
        "rateLimits": {"default": {"requests": PLENTY, "windowSeconds": 60}},
        "quotas": {"user": limits, "organisation": limits, "key": limits},
    }


def ledger_lines(data: Path) -> int:
    """Requests that are in the ledger, read behind the server's back."""
    with sqlite3.connect(data / "imperium.sqlite") as database:
        (lines,) = database.execute("SELECT count(*) FROM usage WHERE status = 'succeeded'").fetchone()
    return int(lines)
