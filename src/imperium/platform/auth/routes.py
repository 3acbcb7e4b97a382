"""`/api/v1/keys`: for administrators."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from imperium.platform.auth.access import require
from imperium.platform.auth.keys import ApiKey
from imperium.platform.auth.principal import Principal, Role
from imperium.platform.auth.service import Keys
from imperium.platform.problems import documents

Administrator = Annotated[Principal, require(Role.ADMIN)]
RoleName = Literal["admin", "operator", "member", "viewer"]


class KeyRequest(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    name: str = Field("", max_length=200, description="What it is for.")
    role: RoleName = "member"
    expires_in_days: float | None = Field(None, gt=0, le=3_650, description="Null: until it is revoked.")


class KeyView(BaseModel):
    """A key without its secret."""

    id: str
    name: str
    role: RoleName
    hint: str = Field(description="The last four characters.")
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None


class NewKeyView(KeyView):
    key: str = Field(description="The whole key. It is shown this once.")


class KeyList(BaseModel):
    keys: list[KeyView]


def routes(keys: Keys) -> APIRouter:
    router = APIRouter(prefix="/api/v1/keys", tags=["keys"], responses=documents(401, 403))

    @router.get("", summary="List the API keys")
    async def list_keys(caller: Administrator) -> KeyList:
        return KeyList(keys=[KeyView(**_shown(key)) for key in await keys.all(caller.tenant)])

    @router.post("", status_code=201, summary="Make an API key", responses=documents(422))
    async def create_key(request: KeyRequest, caller: Administrator) -> NewKeyView:
        key, token = await keys.create(request.name, Role[request.role.upper()], caller.tenant, request.expires_in_days)
        return NewKeyView(key=token, **_shown(key))

    @router.delete("/{key_id}", status_code=204, summary="Revoke an API key", responses=documents(404))
    async def revoke_key(key_id: str, caller: Administrator) -> None:
        await keys.revoke(key_id, caller.tenant)

    return router


def _shown(key: ApiKey) -> dict[str, object]:
    times = ("created_at", "expires_at", "last_used_at", "revoked_at")
    return {
        "id": key.id,
        "name": key.name,
        "role": key.role.label,
        "hint": key.hint,
        **{name: _datetime(getattr(key, name)) for name in times},
    }


def _datetime(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
