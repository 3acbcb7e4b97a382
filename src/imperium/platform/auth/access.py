"""Who a request acts for, and the roles that routes ask for.

@router.delete("/api/v1/keys/{id}")
async def revoke(id: str, caller: Annotated[Principal, require(Role.ADMIN)]) -> None: ...
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Request, Security
from fastapi.security import APIKeyHeader, HTTPBearer

from imperium.platform.auth.principal import Principal, Role
from imperium.platform.errors import AuthenticationFailed, Forbidden

_bearer = HTTPBearer(auto_error=False, scheme_name="bearer", description="An API key: `imp_…`.")
_header = APIKeyHeader(name="x-api-key", auto_error=False, scheme_name="apiKey", description="The same key.")


def principal_of(request: Request) -> Principal:
    """Whoever this request acts for. Raises AuthenticationFailed for a visitor without a key."""
    principal: Principal | None = request.scope.get("state", {}).get("principal")
    if principal is None:
        raise not_authenticated()
    return principal


def not_authenticated(detail: str = "This needs an API key.") -> AuthenticationFailed:
    return AuthenticationFailed(
        detail,
        remedy="Send `Authorization: Bearer imp_…`; an administrator makes one with `imperium keys create`.",
    )


def require(role: Role) -> Any:
    """A dependency that gives the Principal. Raises Forbidden when its role is below `role`."""

    async def check(
        request: Request,
        bearer: Annotated[object, Security(_bearer)],
        header: Annotated[object, Security(_header)],
    ) -> Principal:
        return admitted(request, role)

    return Depends(check)


def admitted(request: Request, role: Role) -> Principal:
    """Whoever this request acts for. Raises AuthenticationFailed, and Forbidden when its role is below `role`."""
    principal = principal_of(request)
    if not principal.may(role):
        raise Forbidden(
            f"This needs the role {role.label}; the key has {principal.role.label}.",
            remedy="Ask an administrator for a key with that role.",
            needed=role.label,
        )
    return principal
