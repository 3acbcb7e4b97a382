"""Envelope encryption: every secret has a data key of its own, and the master wraps the data keys.

AES-256-GCM (NIST SP 800-38D) with a random nonce of 96 bits. Its associated data say whose secret it is, so that a row
that was copied to somebody else, or set back to an older version, can't be opened.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NoReturn

import orjson
from msgspec import Struct

from imperium.models.keys.master import Context, Masters, Wrapped
from imperium.models.keys.secret import hint_of, overwrite
from imperium.platform.errors import DataCorrupted

NONCE_BYTES = 12
TAG_BYTES = 16


class Binding(Struct, frozen=True):
    """Whose secret it is. Tenant and principal are empty for the platform's own."""

    tenant: str
    principal: str
    provider: str
    key_id: str
    version: int = 1

    @property
    def associated_data(self) -> bytes:
        return orjson.dumps([self.tenant, self.principal, self.provider, self.key_id, self.version])

    @property
    def context(self) -> Context:
        """What the master is told. The version stays out: a data key serves one."""
        return {"tenant": self.tenant, "principal": self.principal, "provider": self.provider, "key": self.key_id}


class Sealed(Struct, frozen=True):
    """A secret as it is kept. `ciphertext` is the nonce, the encrypted secret and its tag."""

    binding: Binding
    hint: str
    ciphertext: bytes
    master: str
    wrapped: Wrapped


async def seal(plain: bytearray, binding: Binding, masters: Masters) -> Sealed:
    """The secret sealed for its owner. `plain` is left as it is: whoever brought it overwrites it.

    Raises what the master raises.
    """
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # 7 MB, for servers that keep keys

    data_key, wrapped = await masters.get(masters.chosen).new_data_key(binding.context)
    try:
        nonce = os.urandom(NONCE_BYTES)
        ciphertext = nonce + AESGCM(data_key).encrypt(nonce, plain, binding.associated_data)
    finally:
        overwrite(data_key)
    return Sealed(binding, hint_of(plain[-8:].decode("ascii")), ciphertext, masters.chosen, wrapped)


class SealedSecret:
    """A secret that is opened anew for every use. Nothing that was opened is remembered."""

    __slots__ = ("_masters", "_sealed")

    def __init__(self, sealed: Sealed, masters: Masters) -> None:
        self._sealed = sealed
        self._masters = masters

    @property
    def hint(self) -> str:
        return self._sealed.hint

    @asynccontextmanager
    async def revealed(self) -> AsyncIterator[bytearray]:
        """Raises DataCorrupted for a row that was altered or moved, and what the master raises."""
        sealed = self._sealed
        data_key = await self._masters.get(sealed.master).unwrap(sealed.wrapped, sealed.binding.context)
        try:
            key = _opened(sealed, data_key)
        finally:
            overwrite(data_key)
        try:
            yield key
        finally:
            overwrite(key)

    def __repr__(self) -> str:
        return f"SealedSecret(…{self.hint})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret can't be pickled")


def _opened(sealed: Sealed, data_key: bytearray) -> bytearray:
    from cryptography.exceptions import InvalidTag  # as in `seal`
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce, body = sealed.ciphertext[:NONCE_BYTES], sealed.ciphertext[NONCE_BYTES:]
    key = bytearray(max(0, len(body) - TAG_BYTES))
    try:
        AESGCM(data_key).decrypt_into(nonce, body, sealed.binding.associated_data, key)
    except (InvalidTag, ValueError):
        overwrite(key)
        raise DataCorrupted(
            f"The stored key of {sealed.binding.provider} can't be opened: it was altered, or is somebody else's.",
            remedy="Enter the key again.",
        ) from None
    return key
