"""Portkey's gateway as its package comes, with the HTTP server that its own lock names: with the newest one that npm
takes instead, it answers every stream with 500. It authenticates nobody and records nothing."""

from __future__ import annotations

from pathlib import Path

from benchmarks.peers.environment import peer_package
from benchmarks.served import Plan, own_environment


def plan(folder: Path, port: int, upstream: int) -> Plan:
    program = peer_package("portkey") / "@portkey-ai" / "gateway" / "build" / "start-server.js"
    return Plan(
        command=("node", str(program), f"--port={port}", "--headless"),
        port=port,
        environment=own_environment(NODE_ENV="production", TRUSTED_CUSTOM_HOSTS="127.0.0.1,localhost"),
        headers={
            "authorization": "Bearer sk-upstream",
            "x-portkey-provider": "openai",
            "x-portkey-custom-host": f"http://127.0.0.1:{upstream}/v1",
        },
        model="mock-model-1",
        health="/",
    )
