"""`/api/v1/intelligence`: list the four intelligences, run one, see how its runs went."""

from __future__ import annotations

import time
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response

from imperium.intelligences.tally import Tally
from imperium.kit.suggest import did_you_mean
from imperium.platform.auth.access import require
from imperium.platform.auth.principal import Principal, Role
from imperium.platform.capability import Result
from imperium.platform.errors import NotBuilt, NotFound
from imperium.platform.problems import documents
from imperium.platform.submission import Accepted, Submissions

router = APIRouter(prefix="/api/v1/intelligence", tags=["intelligence"], responses=documents(401, 403, 429))
Viewer = Annotated[Principal, require(Role.VIEWER)]
Member = Annotated[Principal, require(Role.MEMBER)]
Kind = Annotated[str, Path(alias="type", description="product_content, marketing, web_app_builder, advanced_media")]

LONGEST_S = 10.0
"""Expected seconds of what somebody waits for at a request."""
KINDS: dict[str, tuple[str, ...]] = {
    "product_content": ("description", "catalogue", "seo", "variations", "specifications"),
    "marketing": ("strategy", "copy", "calendar", "budget", "kpis", "links", "image_briefs", "video_brief"),
    "web_app_builder": ("architecture", "pages", "api", "database", "deployment"),
    "advanced_media": ("image", "video", "hdr", "pbr"),
}


@router.get("/list", summary="The intelligences and what they can do")
async def list_intelligences(request: Request, caller: Viewer) -> dict[str, Any]:
    """Every intelligence with what it can do; `status` is `active` or `not_built`."""
    registry = request.app.state.platform.registry
    return {
        "intelligences": [
            {"type": kind, "capabilities": list(parts), "status": "active" if kind in registry else "not_built"}
            for kind, parts in KINDS.items()
        ]
    }


@router.post(
    "/{type}/execute",
    summary="Run an intelligence",
    responses={202: {"model": Accepted, "description": "Longer work goes on as a run."}, **documents(404, 422, 501)},
)
async def execute(
    kind: Kind, inputs: dict[str, Any], request: Request, response: Response, caller: Member
) -> dict[str, Any]:
    """Run an intelligence; the body is its capability's inputs.

    What takes moments is answered. What needs long, or a core of its own for which it may have to wait, is accepted
    (202) as a run that can be followed and cancelled.
    """
    _known(kind)
    platform = request.app.state.platform
    if kind not in platform.registry:
        raise NotBuilt(
            f"The intelligence {kind!r} is not part of this version.",
            field="type",
            remedy="GET /api/v1/intelligence/list",
        )
    capability, started = platform.registry.get(kind), time.perf_counter()
    parsed = capability.parse(inputs)
    if capability.resources.cpu >= 1 or capability.estimate(parsed).seconds > LONGEST_S:
        submissions: Submissions = request.app.state.submissions
        response.status_code = 202
        accepted = await submissions.submit_capability(
            kind, inputs, caller, title=kind.replace("_", " "), origin="intelligence"
        )
        return accepted.model_dump()
    try:
        result: Result = await capability.run(parsed, platform.context(caller))
    except Exception:
        _tally(request).add(kind, time.perf_counter() - started, succeeded=False)
        raise
    seconds = time.perf_counter() - started
    _tally(request).add(kind, seconds, succeeded=True, cost_micro_usd=result.cost_micro_usd)
    return {"status": "succeeded", "result": result.output, "engine": result.engine, "seconds": round(seconds, 4)}


@router.get("/{type}/metrics", summary="How an intelligence's executions went", responses=documents(404))
async def metrics(kind: Kind, request: Request, caller: Viewer) -> dict[str, Any]:
    """Executions since this process started (`since`, in seconds since the epoch): how many succeeded and failed, how
    long they took, and what they cost in micro-USD. Those within runs count when their run ends."""
    _known(kind)
    return _tally(request).of(kind)


def _known(kind: str) -> None:
    if kind not in KINDS:
        raise NotFound(f"There is no intelligence {kind!r}.", field="type", remedy=did_you_mean(kind, KINDS))


def _tally(request: Request) -> Tally:
    tally: Tally = request.app.state.intelligence_tally
    return tally
