"""The transit engine of HashiCorp Vault or OpenBao: the master key never leaves it.

Source: Vault's API reference, "Transit secrets engine": datakey, encrypt, decrypt, rewrap (with `batch_input`), keys. A
wrapped key begins with its version, `vault:v3:`. The engine binds no context to a key of the type aes256-gcm96 that
isn't derived; the secret's own seal does.
"""

from __future__ import annotations

import base64
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

from imperium.models.keys.exchange import Exchange
from imperium.models.keys.master import DATA_KEY_BYTES, Context, DataKey, MasterKind, Opening, Wrapped
from imperium.platform.errors import DataCorrupted, ImperiumError, InvalidInput, ProviderRejected
from imperium.platform.settings import VaultTransit as Settings

NAME = "Vault"
REMEDIES: Mapping[int, str] = {
    403: "Give this server a token whose policy allows the transit key, and that hasn't run out.",
    404: "Correct secrets.vaultTransit.mount and key.",
}


class VaultTransit:
    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._exchange = Exchange(NAME)

    async def current(self) -> str:
        told = await self._call("GET", "keys")
        return f"v{told['latest_version']}"

    async def new_data_key(self, context: Context) -> DataKey:
        made = await self._call("POST", "datakey/plaintext", {"bits": DATA_KEY_BYTES * 8})
        return DataKey(bytearray(base64.b64decode(made["plaintext"])), _wrapped(made))

    async def wrap(self, plain: bytearray, context: Context) -> Wrapped:
        return _wrapped(await self._call("POST", "encrypt", {"plaintext": base64.b64encode(plain).decode()}))

    async def unwrap(self, wrapped: Wrapped, context: Context) -> bytearray:
        answer = await self._call("POST", "decrypt", {"ciphertext": wrapped.key.decode()})
        return bytearray(base64.b64decode(answer["plaintext"]))

    async def rewrap(self, many: Sequence[tuple[Wrapped, Context]]) -> list[Wrapped]:
        """In one call, and inside of Vault: the data keys aren't seen here."""
        batch = [{"ciphertext": wrapped.key.decode()} for wrapped, _ in many]
        answer = await self._call("POST", "rewrap", {"batch_input": batch})
        return [_wrapped(result) for result in answer["batch_results"]]

    async def rotate(self) -> str:
        await self._call("POST", "keys", {}, "/rotate")
        return await self.current()

    async def retire(self, used: Collection[str]) -> list[str]:
        raise InvalidInput(
            "Vault keeps the versions of its keys.",
            field="secrets.master",
            value="vault_transit",
            remedy=f"Raise the key's min_decryption_version: vault write {self._settings.mount}/keys/"
            f"{self._settings.key}/config min_decryption_version=…; `imperium secrets status` tells what is used.",
        )

    async def close(self) -> None:
        await self._exchange.close()

    async def _call(self, method: str, what: str, asked: Any = None, then: str = "") -> Mapping[str, Any]:
        own = self._settings
        url = f"{str(own.address).rstrip('/')}/v1/{own.mount}/{what}/{own.key}{then}"
        content = orjson.dumps(asked) if asked is not None else None
        answer = await self._exchange.ask(method, url, self._headers(), content)
        if answer.status not in (200, 204):
            raise refusal(answer.status)
        return answer.body.get("data") or {}

    def _headers(self) -> dict[str, str]:
        namespace = {"x-vault-namespace": self._settings.namespace} if self._settings.namespace else {}
        return {"x-vault-token": self._token(), "x-vault-request": "true", **namespace}

    def _token(self) -> str:
        if self._settings.token is not None:
            return self._settings.token.get_secret_value()
        return _read(self._settings.token_file)


def refusal(status: int) -> ImperiumError:
    """Vault's refusal as one of our errors. A 400 of these calls means a wrapped key that Vault can't open."""
    if status == 400:
        return DataCorrupted(
            f"{NAME} can't open a stored key.", remedy="Allow older versions of the key in Vault, or enter it again."
        )
    return ProviderRejected(f"{NAME} refuses (status {status}).", remedy=REMEDIES.get(status, "Look at Vault's log."))


def _wrapped(answer: Mapping[str, Any]) -> Wrapped:
    text = answer.get("ciphertext")
    if not text:
        raise refusal(400)
    return Wrapped(str(text).split(":")[1], str(text).encode())


def _read(path: Path | None) -> str:
    """The agent that renews the token writes it there, so it is read for each call."""
    try:
        return path.read_text().strip() if path else ""
    except OSError as error:
        raise ProviderRejected(
            f"{NAME}: the token file {path} can't be read ({error.strerror}).", remedy="Start Vault's agent."
        ) from None


def open_vault(opening: Opening) -> VaultTransit:
    """Raises InvalidInput when the address or the token isn't named."""
    settings = opening.settings.vault_transit
    if not settings.address or not (settings.token or settings.token_file):
        raise InvalidInput(
            "The master vault_transit needs an address and a token.",
            field="secrets.vaultTransit",
            remedy="Set secrets.vaultTransit.address, and token or tokenFile.",
        )
    return VaultTransit(settings)


MASTER = MasterKind("Vault transit", open_vault)
