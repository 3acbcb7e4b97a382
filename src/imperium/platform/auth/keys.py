"""API keys: `imp_<id>_<secret>`. The secret has 256 random bits; only its SHA-256 is kept.

A random secret needs no slow hash: there is nothing to guess. The id finds the row, the digest decides.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from imperium.platform.auth.principal import Principal, Role

PREFIX = "imp"
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_ID_LENGTH = 12
_NOBODYS_DIGEST = bytes(32)


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key as it is kept. Times are seconds since the epoch; `hint` is the secret's last four characters."""

    id: str
    tenant: str
    name: str
    role: Role
    digest: bytes
    hint: str
    created_at: float
    expires_at: float | None = None
    last_used_at: float | None = None
    revoked_at: float | None = None

    def works(self, now: float) -> bool:
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)

    @property
    def principal(self) -> Principal:
        return Principal(id=f"key_{self.id}", tenant=self.tenant, role=self.role)


@dataclass(frozen=True, slots=True, repr=False)
class NewSecret:
    """What a new key is made of. `token` is the whole key; it is shown once and kept nowhere."""

    id: str
    token: str
    digest: bytes

    @classmethod
    def generate(cls) -> NewSecret:
        key_id = "".join(secrets.choice(_ALPHABET) for _ in range(_ID_LENGTH))
        secret = secrets.token_urlsafe(32)
        return cls(key_id, f"{PREFIX}_{key_id}_{secret}", digest_of(secret))


def digest_of(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def split(token: str) -> tuple[str, str] | None:
    """The id and the secret of a token, or None when it has not the form of one."""
    prefix, _, rest = token.partition("_")
    key_id, separator, secret = rest.partition("_")
    return (key_id, secret) if prefix == PREFIX and len(key_id) == _ID_LENGTH and separator and secret else None


def matches(secret: str, key: ApiKey | None) -> bool:
    """Whether the secret is the key's; takes as long for a key that does not exist."""
    return hmac.compare_digest(digest_of(secret), key.digest if key else _NOBODYS_DIGEST)
