"""`POST /api/v1/artifacts`: a file of one's own, for work to begin with."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel

from imperium.platform.artifacts import ArtifactStore
from imperium.platform.auth.access import require
from imperium.platform.auth.principal import Principal, Role
from imperium.platform.errors import InvalidInput
from imperium.platform.limits import MIB, allow
from imperium.platform.problems import documents

Member = Annotated[Principal, require(Role.MEMBER)]
LARGEST = 512 * MIB
BEGINNINGS = {
    b"\x89PNG\r\n\x1a\n": "png",
    b"\xff\xd8\xff": "jpg",
    b"PK\x03\x04": "zip",
    b"glTF": "glb",
}
HEAD = 16
LONGEST_HEADER = 100 * MIB
"""Of a safetensors file: eight bytes tell its length, then it begins with a brace."""
BODY: dict[str, Any] = {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}


class Uploaded(BaseModel):
    """`name` is what requests call the file by."""

    name: str
    filename: str
    media_type: str
    size: int
    url: str


def routes(artifacts: ArtifactStore) -> APIRouter:
    router = APIRouter(tags=["delivery"])

    @router.post(
        "/api/v1/artifacts",
        status_code=201,
        summary="Bring a file",
        openapi_extra={"requestBody": BODY},
        responses=documents(401, 403, 413, 422, 429, 507),
    )
    @allow(body_bytes=LARGEST)
    async def upload(
        request: Request, caller: Member, filename: Annotated[str, Query(max_length=200)] = "upload"
    ) -> Uploaded:
        """The body is the file: a PNG, JPEG or WebP picture, a ZIP, a binary glTF, or safetensors. What it is says its
        beginning, whatever it is called. Its owners alone can read it."""
        with tempfile.NamedTemporaryFile(prefix="imperium-") as kept:
            async for piece in request.stream():
                await asyncio.to_thread(kept.write, piece)
            kept.flush()
            extension = _kind(Path(kept.name))
            artifact = await artifacts.of(caller.tenant).put_file(Path(kept.name), filename, extension)
        return Uploaded.model_validate(artifact.as_dict())

    return router


def _kind(path: Path) -> str:
    """The ending that the file deserves. Raises InvalidInput."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[8:9] == b"{" and int.from_bytes(head[:8], "little") <= min(LONGEST_HEADER, path.stat().st_size - 8):
        return "safetensors"
    for beginning, extension in BEGINNINGS.items():
        if head.startswith(beginning):
            return extension
    raise InvalidInput(
        "body: the file is none of the kinds that work begins with.",
        field="body",
        remedy="Send a PNG, JPEG or WebP picture, a ZIP, a binary glTF or a safetensors file as it is, not as a form.",
    )
