"""`POST /v1/images/generations`: pictures for clients of OpenAI. The answer waits for them; nothing is streamed."""

from __future__ import annotations

import asyncio
import base64
import time
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import ClientDisconnect

from imperium.images.routes import IMAGES
from imperium.platform.artifacts import ArtifactStore
from imperium.platform.auth.access import require
from imperium.platform.auth.principal import Principal, Role
from imperium.platform.error_reading import error_of
from imperium.platform.errors import TimedOut
from imperium.platform.jobs.job import JobTerms
from imperium.platform.problems import documents
from imperium.platform.submission import Record, Submissions
from imperium.platform.web.presence import Presence

Member = Annotated[Principal, require(Role.MEMBER)]
PATIENCE_S = 900.0
SIZE = r"^(auto|[0-9]{2,5}x[0-9]{2,5})$"
SAMPLES = {"low": 4, "high": 48, "hd": 48}
"""By quality; the others leave it to the engine."""
TOLD: dict[str, Any] = {"model": None, "notes": [], "unmatched_terms": []}
"""Of a result, with what stands for nothing."""
router = APIRouter(tags=["models"], responses=documents(401, 403, 429))


class GenerationRequest(BaseModel):
    """Fields as OpenAI has them; `seed` is ours. Unknown ones are passed over, as there."""

    model_config = ConfigDict(extra="ignore")

    prompt: str = Field(min_length=1, max_length=10_000, description="What the pictures are to show.")
    model: str | None = Field(None, max_length=200, description="dall-e-3, gpt-image-1 …: which one drew is told.")
    n: int | None = Field(None, ge=1, le=10, description="How many; 1 by default.")
    size: str | None = Field(None, max_length=20, pattern=SIZE, description="auto is 1024x1024.")
    quality: Literal["auto", "low", "medium", "high", "standard", "hd"] | None = None
    response_format: Literal["url", "b64_json"] | None = Field(
        None, description="url unless the model is one of those that give b64_json only."
    )
    output_format: Literal["png", "jpeg", "webp"] | None = None
    background: Literal["auto", "opaque", "transparent"] | None = None
    style: str | None = Field(None, max_length=100, description="vivid, natural, or one of ours.")
    user: str | None = Field(None, max_length=200)
    seed: int | None = Field(None, ge=0, lt=2**32)
    stream: Literal[False] | None = Field(None, description="Nothing is streamed here.")

    @property
    def wants_url(self) -> bool:
        if self.response_format is not None:
            return self.response_format == "url"
        return self.model is None or self.model.startswith("dall-e")

    def inputs(self) -> dict[str, Any]:
        """As the capability takes them."""
        optional = {
            "model": self.model,
            "seed": self.seed,
            "format": [self.output_format] if self.output_format else None,
            "count": self.n,
            "samples": SAMPLES.get(self.quality or ""),
            "style": None if self.style in ("vivid", "natural") else self.style,
            "transparent": True if self.background == "transparent" else None,
        }
        size = "1024x1024" if self.size in (None, "auto") else self.size
        return {
            "prompt": self.prompt,
            "resolution": size,
            **{name: value for name, value in optional.items() if value is not None},
        }


class Generated(BaseModel):
    b64_json: str | None = None
    url: str | None = None
    revised_prompt: str | None = None


class Generation(BaseModel):
    """`imperium` tells who drew with which model, where that isn't the one that was asked for, and what of the prompt
    could not be drawn."""

    created: int
    data: list[Generated]
    imperium: dict[str, Any]


@router.post(
    "/v1/images/generations",
    summary="Pictures in OpenAI's shape",
    responses=documents(400, 402, 404, 409, 413, 422, 500, 501, 502, 503, 504, 507),
)
async def generate(asked: GenerationRequest, request: Request, caller: Member) -> Generation:
    submissions: Submissions = request.app.state.submissions
    inputs = asked.inputs()
    await IMAGES.check(inputs, JobTerms(), request, caller)
    submissions.foresee(IMAGES.capability, inputs, caller)
    accepted = await submissions.submit_capability(
        IMAGES.capability, inputs, caller, title=f"Picture: {asked.prompt[:100]}", origin=IMAGES.origin
    )
    record = await _ended(accepted.id, request, caller)
    store: ArtifactStore = request.app.state.platform.artifacts
    data = [await _shown(image, asked, request, store.of(caller.tenant)) for image in _images(record)]
    told = {"id": record.id, "engine": record.engine} | {
        name: record.result.get(name, none) for name, none in TOLD.items()
    }
    return Generation(created=int(time.time()), data=data, imperium=told)


async def _ended(run_id: str, request: Request, caller: Principal) -> Record:
    """The record of finished work; it is stopped when nobody waits for it any more. Raises what it failed with."""
    submissions: Submissions = request.app.state.submissions
    try:
        with Presence(request.scope):
            record = await submissions.ended(run_id, caller, IMAGES.origin, PATIENCE_S)
    except (asyncio.CancelledError, ClientDisconnect):
        await asyncio.shield(submissions.stop(run_id, caller, IMAGES.origin))
        raise
    if not record.is_over:
        raise TimedOut(
            f"The picture isn't ready after {PATIENCE_S:.0f} s.",
            remedy=f"It goes on: GET {IMAGES.path}/{run_id}. For large ones use {IMAGES.path} from the start.",
        )
    if record.status != "succeeded":
        raise error_of(record.error or {"detail": f"The picture was {record.status}."})
    return record


def _images(record: Record) -> list[dict[str, Any]]:
    """The file of each picture."""
    several = record.result.get("images")
    return [one["image"] for one in several] if several else [record.result["image"]]


async def _shown(
    image: dict[str, Any], asked: GenerationRequest, request: Request, artifacts: ArtifactStore
) -> Generated:
    if asked.wants_url:
        return Generated(url=str(request.base_url).rstrip("/") + str(image["url"]))
    content = await artifacts.read(image["name"])
    return Generated(b64_json=base64.b64encode(content).decode())
