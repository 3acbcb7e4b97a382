"""`POST /api/v1/generate/video`: a video is a run of one task."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Request

from imperium.platform.auth.access import require
from imperium.platform.auth.principal import Principal, Role
from imperium.platform.problems import documents
from imperium.platform.submission import Accepted, Submissions
from imperium.videos.capabilities import VideoInputs

Member = Annotated[Principal, require(Role.MEMBER)]
router = APIRouter(prefix="/api/v1/generate", tags=["media"], responses=documents(401, 403, 429))


@router.post("/video", status_code=202, summary="Make a video", responses=documents(400, 413, 422, 507))
async def generate_video(
    inputs: VideoInputs,
    request: Request,
    caller: Member,
    key: Annotated[str | None, Header(alias="Idempotency-Key", max_length=200)] = None,
) -> Accepted:
    submissions: Submissions = request.app.state.submissions
    return await submissions.submit_capability(
        "video_generation",
        inputs.model_dump(mode="json", exclude_unset=True),
        caller,
        title=f"Video: {inputs.prompt[:100]}",
        origin="video",
        idempotency_key=key,
    )
