"""`POST /api/v1/review`: the panel's findings; and what people say of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse

from imperium.platform.auth.access import require
from imperium.platform.auth.principal import Principal, Role
from imperium.platform.limits import MIB, allow
from imperium.platform.problems import documents
from imperium.platform.submission import Accepted, Submissions
from imperium.review.capabilities import seconds_of
from imperium.review.report import report
from imperium.review.request import FILE_CHARACTERS, MOST_FILES, Because, Decision, ReviewInputs

Member = Annotated[Principal, require(Role.MEMBER)]
Format = Literal["json", "sarif", "markdown", "github", "github_review", "gitlab", "checkstyle", "junit", "terminal"]
WRITTEN: dict[str, Any] = {
    kind: {}
    for kind in ("application/json", "application/sarif+json", "application/xml", "text/markdown", "text/plain")
}
ACCEPTED: dict[int | str, dict[str, Any]] = {
    202: {"model": Accepted, "description": "A longer review goes on as a run."},
    **documents(403, 413, 422),
}
LONGEST_S = 10.0
"""Expected seconds of what somebody waits for at a request; longer reviews go on as a run."""


class FindingVerdict(BaseModel):
    """A verdict on a finding."""

    model_config = ConfigDict(extra="forbid")

    fingerprint: str = Field(min_length=1, max_length=64, description="Of a finding of a review.")
    verdict: Decision
    because: Because = Field("wrong", description="Why it was dismissed: only `wrong` counts against its rules.")
    reason: str = Field("", max_length=2_000, description="Shown with the finding where it is found again.")


class FindingVerdictView(BaseModel):
    """The verdict as it stands, and the rules whose precision it moves."""

    fingerprint: str
    type: str
    verdict: Decision
    rules: list[str]
    replaced: bool = Field(description="Whether it took the place of an earlier verdict.")


def routes(reviews: Callable[[], Any]) -> APIRouter:
    router = APIRouter(prefix="/api/v1/review", tags=["review"], responses=documents(401, 403, 429))

    @router.post(
        "",
        summary="Have code reviewed",
        responses={200: {"content": WRITTEN, "description": "The review, in the format asked for."}, **ACCEPTED},
    )
    @allow(
        body_bytes=64 * MIB,
        depth=40,
        text=dict.fromkeys(("code", "diff", "profile", "files", "coverage", "sarif"), FILE_CHARACTERS),
        items={"sarif": 100_000, "baseline": 100_000, "files": MOST_FILES},
    )
    async def review(
        inputs: ReviewInputs,
        request: Request,
        caller: Member,
        written: Annotated[Format, Query(alias="format", description="How the answer is written.")] = "json",
    ) -> Response:
        """At most 15 findings with a measured probability each; nothing to say is an answer. Code is read, never run.
        What takes moments is answered; a folder, or much code, is accepted (202) as a run that can be followed."""
        if seconds_of(inputs) > LONGEST_S:
            submissions: Submissions = request.app.state.submissions
            plain = inputs.model_dump(mode="json", exclude_defaults=True)
            accepted = await submissions.submit_capability(
                "code_review", plain, caller, title="Code review", origin="review"
            )
            return JSONResponse(accepted.model_dump(), status_code=202)
        found = await reviews().review(inputs, request.app.state.platform.context(caller))
        if written == "json":
            return Response(msgspec.json.encode(found), media_type="application/json")
        shown = report(written)
        return Response(shown.render(found), media_type=shown.media_type)

    @router.post("/feedback", summary="Accept or dismiss a finding", responses=documents(404, 422))
    async def give_feedback(verdict: FindingVerdict, caller: Member) -> FindingVerdictView:
        """Remembered: a dismissed finding is not shown again, and its rules' precision moves."""
        known = await reviews().feedback.give(
            caller.tenant, verdict.fingerprint, verdict.verdict, verdict.because, verdict.reason
        )
        return FindingVerdictView(
            fingerprint=known.fingerprint,
            type=known.type,
            verdict=verdict.verdict,
            rules=list(known.rules),
            replaced=known.verdict is not None,
        )

    return router
