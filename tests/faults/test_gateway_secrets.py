"""A session of good and bad calls with keys of every kind, after which none of them stands anywhere."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from support.gateway import CHAT, CONFIGURED_KEY, HELLO, Gateway
from support.upstream_app import Provider

PLATFORMS = "sk-platform-" + os.urandom(16).hex()
OWN = "sk-own-" + os.urandom(16).hex()
WRONG = "sk-wrong-" + os.urandom(16).hex()
MODELS = [
    "echo",
    "repeats-key",
    "status-401",
    "status-429",
    "status-500",
    "hangup",
    "html",
    "nonsense",
    "cut",
    "redirect",
]


@dataclass
class Session:
    """Asks as somebody who has an API key of ours; keeps everything that was ever answered."""

    http: aiohttp.ClientSession
    token: str
    heard: list[str] = field(default_factory=list)

    async def send(self, method: str, path: str, token: str | None = None, **options: Any) -> int:
        headers = {"authorization": f"Bearer {token or self.token}"}
        async with self.http.request(method, path, headers=headers, **options) as answer:
            text = (await answer.read()).decode("utf-8", "replace")
            self.heard.append(f"{answer.status} {dict(answer.headers)} {text}")
            return answer.status


async def test_no_key_stands_anywhere(provider: Provider, tmp_path: Path) -> None:
    address = provider.url.removeprefix("http://")
    secrets = {"keyFile": str(tmp_path / "master-key.json"), "allowedHosts": [address]}
    system = {"environment": "production", "logLevel": "DEBUG"}
    gateway = Gateway(tmp_path / "data", provider, secrets=secrets, system=system)
    async with gateway.serving() as http:
        async with http.post("/api/v1/keys", json={"name": "of a test", "role": "admin"}) as made:
            token = (await made.json())["key"]
        session = Session(http, token)
        await enter_keys(session, provider)
        await use_keys(session)
        await misuse_keys(session)
        await look_around(session)
        told = await asyncio.to_thread(doctor, gateway, token)
    assert '"provider-rejected"' in str(session.heard), "a provider repeated its key"
    assert CHAT in gateway.log
    sent = [headers.get("authorization", "") + headers.get("x-api-key", "") for headers in provider.headers]
    for key in (CONFIGURED_KEY, PLATFORMS, OWN):
        assert any(key in header for header in sent), "each key was used"
        for text in (gateway.log, told, *session.heard):
            assert key not in text, text[:300]
    for key in (WRONG, token):
        for text in (gateway.log, told, *session.heard):
            assert key not in text, text[:300]
    for key in (PLATFORMS, OWN, WRONG, token):
        kept = [file.name for file in gateway.data.rglob("*") if file.is_file() and key.encode() in file.read_bytes()]
        assert kept == [], "what is entered at run time is sealed"


async def enter_keys(session: Session, provider: Provider) -> None:
    base = {"base_url": f"{provider.url}/v1", "dialect": "openai_chat"}
    assert await session.send("POST", "/providers", json={"name": "added", "api_key": PLATFORMS, **base}) == 201
    assert await session.send("POST", "/user-providers", json={"provider_name": "mine", "api_key": OWN, **base}) == 201


async def use_keys(session: Session) -> None:
    """What was added at run time is asked at once."""
    for name in ("openai", "added", "mine"):
        for model in MODELS:
            for stream in (False, True):
                asked = {"model": f"{name}:{model}", "messages": HELLO, "stream": stream}
                status = await session.send("POST", CHAT, json=asked)
                assert status == 200 or model != "echo"
    body = {"model": "added:echo", "messages": HELLO, "max_tokens": 9}
    assert await session.send("POST", "/v1/messages", json=body) == 200


async def misuse_keys(session: Session) -> None:
    """Keys where none belongs, and keys that are none."""
    wrong: dict[str, Any] = {"name": "other", "api_key": WRONG, "base_url": "http://169.254.169.254/", "model": 7}
    assert await session.send("POST", "/providers", json=wrong) == 422
    for body in (wrong | {"api_key": [WRONG]}, wrong | {"api_key": f"{WRONG}\r\nx: y"}):
        assert await session.send("POST", "/user-providers", json=body) == 422
    assert await session.send("POST", "/providers", data=f'{{"api_key": "{WRONG}", '.encode()) == 422
    assert await session.send("GET", "/providers", token=WRONG) == 401
    assert await session.send("POST", CHAT, token=WRONG, json={"model": "echo", "messages": HELLO}) == 401
    assert await session.send("GET", f"/models?key={WRONG}") == 200
    assert await session.send("PUT", "/providers/added", json={"api_key": WRONG[:3]}) == 422


async def look_around(session: Session) -> None:
    places = ["/metrics", "/openapi.json", "/status", "/stats", "/health", "/models", "/v1/models", "/providers"]
    places += ["/user-providers", "/usage", "/quotas", "/providers/health", "/api/v1/keys", "/docs"]
    for path in places:
        assert await session.send("GET", path) == 200, path


def doctor(gateway: Gateway, token: str) -> str:
    command = [sys.executable, "-m", "imperium", "doctor", "--data", str(gateway.data)]
    environment = {**os.environ, "IMPERIUM_API_KEY": token}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert "✓ models: " in done.stdout, done
    return done.stdout + done.stderr
