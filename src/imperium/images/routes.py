"""`/api/v1/generate/image` and `/api/v1/images`: a picture is a job."""

from __future__ import annotations

from fastapi import APIRouter, Request

from imperium.images.engine import engines
from imperium.images.request import ImageInputs
from imperium.models.media.routes import ModelJobKind
from imperium.platform.jobs.job import AcceptedJob, Foreseen, JobTerms
from imperium.platform.jobs.routes import ORDER_ANSWERS, ClientIdHeader, IdempotencyKey, Member
from imperium.platform.problems import documents

router = APIRouter(tags=["media"], responses=documents(401, 403, 429))

IMAGES = ModelJobKind("image_generation", "image", "/api/v1/images", "Picture", engines)


class ImageRequest(ImageInputs, JobTerms):
    """What a picture is to show, and how it is to be made."""


@router.post("/api/v1/generate/image", status_code=202, summary="Make a picture", responses=ORDER_ANSWERS)
async def generate_image(
    job: ImageRequest, request: Request, caller: Member, key: IdempotencyKey = None, client_id: ClientIdHeader = None
) -> AcceptedJob:
    return await IMAGES.accept(job, request, caller, key, client_id)


@router.post("/api/v1/generate/image/estimate", summary="What a picture would take", responses=ORDER_ANSWERS)
async def estimate_image(job: ImageRequest, request: Request, caller: Member) -> Foreseen:
    return await IMAGES.foresee(job, request, caller)


IMAGES.add_following(router)
