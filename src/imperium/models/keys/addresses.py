"""Which addresses users may give: public ones over https, and what an administrator allowed by name."""

from __future__ import annotations

from collections.abc import Iterable

from yarl import URL

from imperium.models.http.safe import SafeClient
from imperium.platform.errors import ImperiumError, InvalidInput


class UserAddresses:
    """`allowed` are hosts (`name` or `name:port`) that may be private ones and may be spoken to without TLS."""

    def __init__(self, allowed: Iterable[str] = ()) -> None:
        self._allowed = frozenset(host.lower() for host in allowed)
        self._client = SafeClient(allowed=self._allowed)

    async def check(self, address: str) -> None:
        """When it is saved. It is judged again whenever it is connected to.

        Raises:
            InvalidInput: it isn't public now, or a key would go there readable for everybody in between.
            NetworkError: its name isn't known.
        """
        try:
            await self._client.check(address)
        except ImperiumError as error:
            error.field = "base_url"
            raise
        if URL(address).scheme != "https" and not self.allows(address):
            raise InvalidInput(
                "Over http everybody in between can read your key.",
                field="base_url",
                value=address,
                remedy="Give an https:// address, or ask an administrator to allow this host (secrets.allowedHosts).",
            )

    def allows(self, address: str) -> bool:
        """Whether an administrator allowed its host, whatever address that has."""
        url = URL(address)
        host = (url.host or "").rstrip(".").lower()
        return host in self._allowed or f"{host}:{url.port}" in self._allowed
