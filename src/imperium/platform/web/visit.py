"""A visit: one request as the edge sees it, from its head to the end of its answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.types import Scope

from imperium.kit.header_text import decoded
from imperium.kit.ids import new_id
from imperium.platform.auth.principal import Principal

if TYPE_CHECKING:
    from imperium.platform.web.bodies import Body

KEY = "imperium.visit"
_REQUEST_ID = re.compile(r"[\w.:-]{1,64}")


class Visit:
    """A request; it stands in its scope from now on.

    `template` is the route's path with its parameters open (`/workflow/{run_id}`), or `unmatched`. Of a header that
    came twice, the first counts. `answer_headers` are added to the answer. The `body` is there once it may be read.
    """

    __slots__ = (
        "_principal",
        "answer_headers",
        "body",
        "headers",
        "method",
        "request_id",
        "scope",
        "template",
    )

    def __init__(self, scope: Scope, template: str) -> None:
        self.scope = scope
        self.template = template
        self.method: str = scope["method"]
        self.headers: Mapping[str, str] = decoded(scope["headers"][::-1])
        given = self.headers.get("x-request-id")
        self.request_id = given if given and _REQUEST_ID.fullmatch(given) else new_id("req")
        self.answer_headers = [(b"x-request-id", self.request_id.encode())]
        self.body: Body | None = None
        self._principal: Principal | None = None
        scope[KEY] = self
        scope.setdefault("state", {})["principal"] = None

    @property
    def principal(self) -> Principal | None:
        """Whoever the request acts for (`request.state.principal`); None for a visitor without a key."""
        return self._principal

    @principal.setter
    def principal(self, principal: Principal) -> None:
        self._principal = self.scope["state"]["principal"] = principal

    @property
    def address(self) -> str:
        """Where the request comes from; of an IPv6 address the network, since one client has all of it."""
        return _network((self.scope.get("client") or ("unknown",))[0])

    @property
    def client(self) -> str:
        """By whom requests are counted: the principal, else the address."""
        return self._principal.id if self._principal else self.address


@lru_cache(maxsize=4_096)
def _network(host: str) -> str:
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv6Address) and not address.is_loopback:
        return f"{IPv6Address(int(address) >> 64 << 64)}/64"
    return host


def headers_by_name(request: Request) -> Mapping[str, str]:
    """A request's headers in lower case, decoded once: looking one up is a dictionary's work."""
    visit: Visit | None = request.scope.get(KEY)
    return visit.headers if visit is not None else request.headers
