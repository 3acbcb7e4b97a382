"""With what callbacks are signed: each tenant has its own secret, made from one key of the server."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from contextlib import suppress
from pathlib import Path

KEY_BYTES = 32


class Signing:
    """The key is `given`, where several servers share one, else a file that only its owner may read."""

    def __init__(self, folder: Path, given: str | None = None) -> None:
        self._key = given.encode() if given else _kept(folder / "callbacks.key")

    def secret(self, tenant: str) -> str:
        """What the tenant's receivers verify with: HMAC-SHA256 of the tenant's name under the key, in base64url."""
        digest = hmac.new(self._key, b"callbacks:" + tenant.encode(), hashlib.sha256).digest()
        return "whsec_" + base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _kept(path: Path) -> bytes:
    """The file's bytes. The first who needs it makes it; who comes second reads what the first one wrote."""
    temporary = path.with_name(f".{secrets.token_hex(8)}")
    if not path.exists():
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(temporary, path)
        temporary.unlink()
    return path.read_bytes()
