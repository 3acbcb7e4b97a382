"""Asks a hub, and follows where it leads: to itself, to public https addresses, and to hosts that the operator allows.

The hub itself is the operator's choice and may be anywhere. Its token is sent to it alone. Redirects are followed by
hand, and addresses are judged where the socket is made, as `platform/ssrf.py` does for what callers name.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from types import TracebackType
from typing import Any, Final

import orjson
from pydantic import SecretStr
from yarl import URL

from imperium.models.http.client import Answer, HttpClient
from imperium.models.http.errors import ConnectError, HttpError
from imperium.models.keys.transport import Slips
from imperium.models.refusals import wait_s
from imperium.platform.errors import (
    ImperiumError,
    NetworkError,
    NotFound,
    ProviderRejected,
    ProviderUnavailable,
    RateLimited,
    TimedOut,
    TooLarge,
)
from imperium.platform.ssrf import public_socket

MAX_REDIRECTS = 5
REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})


class HubClient:
    """`address` is the hub's. `silence_s` is the longest time without a byte."""

    def __init__(
        self, address: str, token: SecretStr | None, allowed_hosts: tuple[str, ...] = (), silence_s: float = 30.0
    ) -> None:
        self._hub = URL(address.rstrip("/"))
        self._token = token
        self._allowed = frozenset(host.lower() for host in allowed_hosts)
        self._silence_s = silence_s
        slips = Slips()
        self._chosen = HttpClient(slips)
        self._public = HttpClient(slips, public_socket)

    async def __aenter__(self) -> HubClient:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._chosen.close()
        await self._public.close()

    async def json(self, path: str, most_bytes: int) -> Any:
        """What the hub says at a path. Raises what `get` raises, and TooLarge."""
        async with self.get(path) as answer:
            content = bytearray()
            async for piece in self.pieces(answer):
                content += piece
                if len(content) > most_bytes:
                    raise TooLarge(f"{self._hub.host} answers more than {most_bytes:,} bytes.", limit=most_bytes)
        try:
            return orjson.loads(content)
        except orjson.JSONDecodeError:
            raise ProviderUnavailable(
                f"{self._hub.host} doesn't answer with JSON.", remedy="Check local.hub."
            ) from None

    @asynccontextmanager
    async def get(
        self, path: str, headers: Mapping[str, str] | None = None, accepted: frozenset[int] = frozenset({200})
    ) -> AsyncIterator[Answer]:
        """The answer after redirects, if its status is accepted.

        Raises:
            NotFound: nothing is there.
            ProviderRejected: a token is missing or not enough, the redirect leads where it must not, or it is refused.
            RateLimited, ProviderUnavailable, NetworkError, TimedOut: asking again may help.
        """
        url = URL(str(self._hub) + path, encoded=True)
        for _ in range(MAX_REDIRECTS + 1):
            async with self._asked(url, dict(headers or {})) as answer:
                target = answer.headers.get("location")
                if answer.status not in REDIRECTS or target is None:
                    self._check(answer, accepted)
                    yield answer
                    return
            url = self._following(url, target)
        raise ProviderRejected(f"{self._hub.host} redirects more than {MAX_REDIRECTS} times.", field="model")

    async def pieces(self, answer: Answer) -> AsyncIterator[bytes]:
        """The answer's bytes as they come. Raises NetworkError when it is cut, TimedOut when it falls silent."""
        with self._network_errors(self._hub):
            while piece := await answer.piece(self._silence_s):
                yield piece

    @asynccontextmanager
    async def _asked(self, url: URL, headers: dict[str, str]) -> AsyncIterator[Answer]:
        is_hub = url.origin() == self._hub.origin()
        if is_hub and self._token is not None:
            headers["authorization"] = f"Bearer {self._token.get_secret_value()}"
        headers["accept-encoding"] = "identity"
        client = self._chosen if is_hub or self._is_allowed(url) else self._public
        with self._network_errors(url):
            answer = await client.ask("GET", str(url.origin()), url.raw_path_qs, headers, None, self._silence_s)
        with answer:
            yield answer

    def _following(self, url: URL, target: str) -> URL:
        try:
            following = url.join(URL(target, encoded=True))
            origin = following.origin()
        except ValueError:
            raise self._astray("to what is no address") from None
        if following.user or following.password:
            raise self._astray("to an address with a user name")
        if origin != self._hub.origin() and not self._is_allowed(following) and following.scheme != "https":
            raise self._astray(f"to {following.scheme}://{following.host}, which isn't https")
        return following

    def _is_allowed(self, url: URL) -> bool:
        host = (url.host or "").rstrip(".").lower()
        return host in self._allowed or f"{host}:{url.port}" in self._allowed

    def _astray(self, where: str) -> ProviderRejected:
        return ProviderRejected(
            f"{self._hub.host} redirects {where}.",
            field="model",
            remedy="If it is meant to, name the host under local.allowedHosts.",
        )

    def _check(self, answer: Answer, accepted: frozenset[int]) -> None:
        if answer.status not in accepted:
            raise _refused(self._hub.host or "", answer)

    @contextmanager
    def _network_errors(self, url: URL) -> Iterator[None]:
        try:
            yield
        except TimeoutError:
            raise TimedOut(f"{url.host} fell silent.", remedy="Pull again: it goes on where it stopped.") from None
        except ConnectError as error:
            if error.private:
                raise self._astray("to an address that isn't public") from None
            raise NetworkError(f"{url.host} can't be reached.", remedy="Check the network, and local.hub.") from None
        except (HttpError, ValueError):
            raise NetworkError(f"{url.host} broke the connection.", remedy="Pull again.") from None


def _refused(hub: str, answer: Answer) -> ImperiumError:
    status, code = answer.status, re.sub(r"[^A-Za-z]", "", answer.headers.get("x-error-code", ""))[:40]
    if code == "GatedRepo" or status == 403:
        return ProviderRejected(
            f"{hub} gives this model only to those who accepted its conditions ({status}).",
            field="model",
            remedy="Accept them on the model's page, then set HF_TOKEN to a token of that account.",
        )
    if status == 401:
        return ProviderRejected(
            f"{hub} wants a token for this model, or there is no such model (401).",
            field="model",
            remedy="Check its name, and set HF_TOKEN to a token that may read it.",
        )
    if status in (404, 410):
        return NotFound(f"{hub} has no such model or file ({status}).", field="model", remedy="Check its name.")
    if status == 429:
        return RateLimited(f"{hub} asks for fewer requests.", retry_after_s=wait_s(answer.headers))
    if status >= 500:
        return ProviderUnavailable(f"{hub} answers with {status}.", retry_after_s=wait_s(answer.headers))
    return ProviderRejected(f"{hub} refuses with {status}.", field="model")
