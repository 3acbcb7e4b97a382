"""`/api/v1/generate/image` and `/api/v1/images`: a picture is a job."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request

from imperium.images.engine import engines
from imperium.images.request import ImageInputs
from imperium.models.media.choice import choose
from imperium.platform.auth.principal import Principal
from imperium.platform.jobs.job import AcceptedJob, Foreseen, JobTerms
from imperium.platform.jobs.routes import ORDER_ANSWERS, ClientIdHeader, IdempotencyKey, JobKind, Member
from imperium.platform.problems import documents

router = APIRouter(tags=["media"], responses=documents(401, 403, 429))


class _Pictures(JobKind):
    """A model that must do it and isn't ready is told before anything is stored, where pictures are made here."""

    async def check(self, inputs: dict[str, Any], terms: JobTerms, request: Request, caller: Principal) -> None:
        await super().check(inputs, terms, request, caller)
        desk = request.app.state.desks.get(self.capability)
        if desk is not None and inputs.get("strict_model"):
            choose(inputs.get("model"), True, engines(), desk, caller)


IMAGES = _Pictures("image_generation", "image", "/api/v1/images", "Picture")


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
