"""`POST /api/v1/generate/image`: a picture is a run of one task."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Request

from imperium.images.capabilities import ImageInputs
from imperium.platform.auth.access import require
from imperium.platform.auth.principal import Principal, Role
from imperium.platform.problems import documents
from imperium.platform.submission import Accepted, Submissions

Member = Annotated[Principal, require(Role.MEMBER)]
router = APIRouter(prefix="/api/v1/generate", tags=["media"], responses=documents(401, 403, 429))


@router.post("/image", status_code=202, summary="Make a picture", responses=documents(400, 413, 422, 507))
async def generate_image(
    inputs: ImageInputs,
    request: Request,
    caller: Member,
    key: Annotated[str | None, Header(alias="Idempotency-Key", max_length=200)] = None,
) -> Accepted:
    submissions: Submissions = request.app.state.submissions
    return await submissions.submit_capability(
        "image_generation",
        inputs.model_dump(mode="json", exclude_unset=True),
        caller,
        title=f"Picture: {inputs.prompt[:100]}",
        origin="image",
        idempotency_key=key,
    )
