"""`POST /v1/feedback`."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, model_validator

from imperium.models.feedback.service import Feedback
from imperium.platform.auth.access import require
from imperium.platform.auth.principal import Principal, Role
from imperium.platform.problems import documents

Member = Annotated[Principal, require(Role.MEMBER)]
SCORES = {"good": 1.0, "bad": 0.0}


class FeedbackRequest(BaseModel):
    """How good an answer was: by a score or by a verdict."""

    model_config = ConfigDict(extra="forbid")

    request_id: str = Field(min_length=1, max_length=100, description="An answer's id, or its x-imperium-request-id.")
    score: float | None = Field(None, ge=0, le=1, description="0: useless, 1: right.")
    verdict: Literal["good", "bad"] | None = Field(None, description="Short for a score of 1 or 0.")
    comment: str | None = Field(None, max_length=2_000, description="Kept with the verdict; nothing reads it.")

    @model_validator(mode="after")
    def _judges(self) -> FeedbackRequest:
        if (self.score is None) == (self.verdict is None):
            raise ValueError("give either a score or a verdict")
        return self

    @property
    def value(self) -> float:
        return self.score if self.score is not None else SCORES[self.verdict or "bad"]


class FeedbackView(BaseModel):
    """The feedback as it stands now."""

    object: Literal["feedback"] = "feedback"
    request_id: str
    model: str = Field(description="Whose answer it was, as routing knows it.")
    score: float
    replaced: bool = Field(description="Whether it took the place of earlier feedback.")


def routes(feedback: Feedback) -> APIRouter:
    router = APIRouter(tags=["models"], responses=documents(401, 403, 429))

    @router.post("/v1/feedback", summary="Say how good an answer was", responses=documents(404, 413, 422))
    async def give_feedback(request: FeedbackRequest, caller: Member) -> FeedbackView:
        given = await feedback.give(caller, request.request_id, request.value, request.comment)
        return FeedbackView(request_id=given.request_id, model=given.model, score=given.score, replaced=given.replaced)

    return router
