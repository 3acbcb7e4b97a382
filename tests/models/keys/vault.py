"""A small server that speaks the API of Vault's transit engine, with one key of several versions."""

from __future__ import annotations

import base64
import os
from typing import Any

import orjson
from aiohttp import web
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


class Vault:
    """`status` is what it answers everything with when it isn't 0."""

    def __init__(self) -> None:
        self.token = "s.vault-token-of-the-test"
        self.status = 0
        self.calls: list[str] = []
        self._versions = [AESGCM(AESGCM.generate_key(256))]

    async def start(self) -> None:
        app = web.Application()
        app.router.add_route("*", "/v1/transit/{what:.*}", self._answer)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = "http://127.0.0.1:{1}".format(*self._runner.addresses[0][:2])

    async def stop(self) -> None:
        await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.Response:
        what = request.match_info["what"]
        self.calls.append(f"{request.method} {what}")
        if self.status:
            return _errors(self.status)
        if request.headers.get("x-vault-token") != self.token:
            return _errors(403)
        body = orjson.loads(await request.read() or b"{}")
        try:
            data = self._do(request.method, what, body)
        except (InvalidTag, ValueError, IndexError):
            return _errors(400)
        return web.Response(status=204) if data is None else web.json_response({"data": data})

    def _do(self, method: str, what: str, body: dict[str, Any]) -> dict[str, Any] | None:
        match method, what:
            case "GET", "keys/imperium":
                return {"latest_version": len(self._versions), "type": "aes256-gcm96"}
            case "POST", "keys/imperium/rotate":
                self._versions.append(AESGCM(AESGCM.generate_key(256)))
                return None
            case "POST", "datakey/plaintext/imperium":
                plain = os.urandom(body["bits"] // 8)
                return {"plaintext": base64.b64encode(plain).decode(), "ciphertext": self._encrypt(plain)}
            case "POST", "encrypt/imperium":
                return {"ciphertext": self._encrypt(base64.b64decode(body["plaintext"]))}
            case "POST", "decrypt/imperium":
                return {"plaintext": base64.b64encode(self._decrypt(body["ciphertext"])).decode()}
            case "POST", "rewrap/imperium":
                return {"batch_results": [self._rewrap(item) for item in body["batch_input"]]}
        raise ValueError(what)

    def _rewrap(self, item: dict[str, str]) -> dict[str, str]:
        try:
            return {"ciphertext": self._encrypt(self._decrypt(item["ciphertext"]))}
        except (InvalidTag, ValueError):
            return {"error": "invalid ciphertext: unable to decrypt"}

    def _encrypt(self, plain: bytes) -> str:
        nonce, version = os.urandom(12), len(self._versions)
        sealed = nonce + self._versions[version - 1].encrypt(nonce, plain, None)
        return f"vault:v{version}:{base64.b64encode(sealed).decode()}"

    def _decrypt(self, text: str) -> bytes:
        _, version, payload = text.split(":")
        sealed = base64.b64decode(payload, validate=True)
        return self._versions[int(version[1:]) - 1].decrypt(sealed[:12], sealed[12:], None)


def _errors(status: int) -> web.Response:
    return web.json_response({"errors": [f"status {status}"]}, status=status)
