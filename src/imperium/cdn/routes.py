"""`/artifacts/{name}` for whose work it is, `/assets/{name}` for everybody; publishing is what leads from one to the
other."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel
from starlette.responses import Response

from imperium.cdn.compressed import CompressedCache
from imperium.cdn.delivery import Delivery, Representation
from imperium.cdn.encoding import GAINS, negotiated
from imperium.platform.artifacts import MEDIA_TYPES, ArtifactStore, safe_filename
from imperium.platform.auth.access import require
from imperium.platform.auth.principal import Principal, Role
from imperium.platform.problems import documents

Viewer = Annotated[Principal, require(Role.VIEWER)]
Member = Annotated[Principal, require(Role.MEMBER)]
Filename = Annotated[
    str | None, Query(max_length=200, description="Save it under this name: letters, digits and dashes are kept of it.")
]
MONTH_S = 2_592_000
ASSETS = "/assets/{name}"
SENT: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/octet-stream": {}}, "description": "The file."},
    206: {"content": {"application/octet-stream": {}}, "description": "The bytes asked for."},
    304: {"description": "The reader has it."},
    **documents(404, 412, 416, 422, 429),
}


class Asset(BaseModel):
    """A file that everybody may read at `url`, below this server's or its CDN's address."""

    name: str
    url: str
    media_type: str
    size: int


def routes(artifacts: ArtifactStore, cache: CompressedCache) -> APIRouter:
    router = APIRouter(tags=["delivery"])
    router.include_router(public_routes(artifacts, cache))

    @router.head("/artifacts/{name}", include_in_schema=False)
    @router.get(
        "/artifacts/{name}",
        summary="A file that work produced",
        response_class=Response,
        responses={**SENT, **documents(401)},
    )
    async def show_artifact(name: str, request: Request, caller: Viewer, download: Filename = None) -> Response:
        path = artifacts.of(caller.tenant).path(name)
        return await delivered(path, request, cache, "private", download)

    @router.post(
        "/api/v1/assets/{name}",
        status_code=201,
        summary="Let everybody read a file",
        responses=documents(401, 403, 404, 429),
    )
    async def publish(name: str, caller: Member) -> Asset:
        """The file may be kept by caches for 30 days from when they read it, also once it is withdrawn."""
        artifact = await artifacts.of(caller.tenant).publish(name)
        url = ASSETS.format(name=artifact.name)
        return Asset(name=artifact.name, url=url, media_type=artifact.media_type, size=artifact.size)

    @router.delete(
        "/api/v1/assets/{name}",
        status_code=204,
        summary="Let only its owners read a file again",
        responses=documents(401, 403, 404, 429),
    )
    async def withdraw(name: str, caller: Member) -> None:
        await artifacts.of(caller.tenant).withdraw(name)

    return router


def public_routes(artifacts: ArtifactStore, cache: CompressedCache) -> APIRouter:
    """What needs no key."""
    router = APIRouter(tags=["delivery"])

    @router.head(ASSETS, include_in_schema=False)
    @router.get(
        ASSETS,
        summary="A published file",
        response_class=Response,
        responses=SENT,
    )
    async def show_asset(name: str, request: Request, download: Filename = None) -> Response:
        return await delivered(artifacts.public_path(name), request, cache, "public", download)

    return router


async def delivered(path: Path, request: Request, cache: CompressedCache, shared: str, as_name: str | None) -> Response:
    """The file, kept for ever by whoever has it: its name is the hash of its content. `shared` says by whom."""
    ending = path.suffix.removeprefix(".")
    filename = safe_filename(as_name, ending) if as_name else path.name
    headers = {
        "cache-control": f"{shared}, max-age={MONTH_S}, immutable",
        "content-disposition": f'{"attachment" if as_name else "inline"}; filename="{filename}"',
        "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    }
    if shared == "public":
        headers |= {"access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin"}
    if ending in GAINS:
        headers["vary"] = "accept-encoding"
    return Delivery(await _represented(path, ending, request, cache), headers)


async def _represented(path: Path, ending: str, request: Request, cache: CompressedCache) -> Representation:
    """Packed where the reader likes it and it gains; parts are parts of the file itself."""
    coding = None if "range" in request.headers else negotiated(request.headers.get("accept-encoding"))
    packed = await cache.packed(path, coding) if coding else None
    if packed is None:
        return Representation(path, MEDIA_TYPES[ending], f'"{path.stem}"')
    return Representation(packed, MEDIA_TYPES[ending], f'"{path.stem}-{coding}"', coding)
