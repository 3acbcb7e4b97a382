"""A whole answer in JSON that is bytes already."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

Header: TypeAlias = tuple[bytes, bytes]
"""A name in lower case and a value, as the server takes them."""


class WholeJson(Response):
    """`headers` come before those that tell of the body."""

    def __init__(self, body: bytes, headers: Sequence[Header] = ()) -> None:
        self.status_code = 200
        self.background = None
        self.body = body
        self.raw_headers = [
            *headers,
            (b"content-length", b"%d" % len(body)),
            (b"content-type", b"application/json"),
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        await send({"type": "http.response.body", "body": self.body})
