"""`/api/v1/generate/video` and `/api/v1/videos`: a video is a job."""

from __future__ import annotations

from fastapi import APIRouter, Request

from imperium.models.media.routes import ModelJobKind
from imperium.platform.jobs.job import AcceptedJob, Foreseen, JobTerms
from imperium.platform.jobs.routes import ORDER_ANSWERS, ClientIdHeader, IdempotencyKey, Member
from imperium.platform.problems import documents
from imperium.videos.engine import engines
from imperium.videos.request import VideoInputs

router = APIRouter(tags=["media"], responses=documents(401, 403, 429))

VIDEOS = ModelJobKind("video_generation", "video", "/api/v1/videos", "Video", engines)


class VideoRequest(VideoInputs, JobTerms):
    """What a video is to show, and how it is to be made."""


@router.post("/api/v1/generate/video", status_code=202, summary="Make a video", responses=ORDER_ANSWERS)
async def generate_video(
    job: VideoRequest, request: Request, caller: Member, key: IdempotencyKey = None, client_id: ClientIdHeader = None
) -> AcceptedJob:
    return await VIDEOS.accept(job, request, caller, key, client_id)


@router.post("/api/v1/generate/video/estimate", summary="What a video would take", responses=ORDER_ANSWERS)
async def estimate_video(job: VideoRequest, request: Request, caller: Member) -> Foreseen:
    return await VIDEOS.foresee(job, request, caller)


VIDEOS.add_following(router)
