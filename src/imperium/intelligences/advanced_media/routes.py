"""`POST /api/v1/intelligence/advanced_media/plan`: what would be made, and what that would take."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter

from imperium.intelligences.advanced_media.inputs import MediaInputs
from imperium.intelligences.advanced_media.plan import Planner
from imperium.platform.auth.access import require
from imperium.platform.auth.principal import Principal, Role
from imperium.platform.problems import documents

Member = Annotated[Principal, require(Role.MEMBER)]


def routes(planner: Planner) -> APIRouter:
    router = APIRouter(
        prefix="/api/v1/intelligence/advanced_media", tags=["intelligence"], responses=documents(401, 403, 429)
    )

    @router.post("/plan", summary="How media would be made, and what it would take", responses=documents(413, 422))
    async def plan(asked: MediaInputs, caller: Member) -> dict[str, Any]:
        """Nothing is made."""
        return planner.plan(asked).as_dict()

    return router
