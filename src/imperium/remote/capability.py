"""A capability whose work another process does: ordered there, followed, cancelled there, and its files fetched."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import structlog
from pydantic import BaseModel

from imperium.kit.suggest import did_you_mean
from imperium.platform.artifacts import MEDIA_TYPES, Artifact
from imperium.platform.capability import LITTLE, Capability, Context, Result
from imperium.platform.error_reading import error_of
from imperium.platform.errors import DataCorrupted, ImperiumError, InvalidInput, NetworkError, TimedOut
from imperium.platform.media_settings import RemoteService
from imperium.platform.preview import Preview
from imperium.remote.client import RemoteClient

ORDERED_AT = {"image_generation": "/api/v1/generate/image", "video_generation": "/api/v1/generate/video"}
"""Where a server takes orders for what it does for others."""
LEVELS = {"high": "high", "medium": "normal", "low": "low"}
BETWEEN_TRIES_S = 0.5
CANCEL_S = 10.0
MOST_ORDERS = 10
_log = structlog.get_logger("imperium.remote")
FINAL = ("run.succeeded", "run.failed", "run.cancelled")


def open_clients(services: Mapping[str, RemoteService]) -> dict[str, RemoteClient]:
    """Raises InvalidInput for a capability that can't be served elsewhere."""
    for name in services:
        if name not in ORDERED_AT:
            raise InvalidInput(
                f"services: {name!r} can't be served by another process.",
                field="services",
                value=name,
                remedy=did_you_mean(name, ORDERED_AT),
            )
    return {name: RemoteClient(service) for name, service in services.items()}


def served_elsewhere(capability: Capability[Any], client: RemoteClient) -> Capability[Any]:
    """The same capability to whoever calls it; it takes none of this machine's resources."""
    work = _Remote(capability.name, client, ORDERED_AT[capability.name])
    return replace(capability, run=work.run, resources=LITTLE, timeout_s=client.service.timeout_seconds)


@dataclass(frozen=True, slots=True)
class _Remote:
    name: str
    client: RemoteClient
    order_path: str

    async def run(self, inputs: BaseModel, context: Context) -> Result:
        """Raises what the work raised there, and TimedOut when it took too long."""
        job: Mapping[str, Any] = {}
        try:
            async with asyncio.timeout(self.client.service.timeout_seconds):
                job = await self._ordered(inputs, context)
                ended = await self._followed(job, context)
                return await self._result(ended, context)
        except TimeoutError:
            await self._cancel(job)
            raise TimedOut(f"{self.name} took longer than {self.client.service.timeout_seconds:g} s there.") from None
        except asyncio.CancelledError:
            await asyncio.shield(self._cancel(job))
            raise

    async def _ordered(self, inputs: BaseModel, context: Context) -> dict[str, Any]:
        """The accepted job. An attempt that comes again finds its own job; one that failed there is ordered anew."""
        body = {**inputs.model_dump(mode="json", exclude_unset=True), "priority": LEVELS[context.priority]}
        accepted: dict[str, Any] = {}
        for number in range(1, MOST_ORDERS + 1):
            key = {"idempotency-key": f"{context.idempotency_key}#{number}"} if context.idempotency_key else {}
            accepted = await self.client.post(self.order_path, body, **key)
            if accepted["status"] not in ("failed", "cancelled"):
                break
        return accepted

    async def _followed(self, job: Mapping[str, Any], context: Context) -> dict[str, Any]:
        """The job when it has ended. While the connection is gone it is looked for again, so long as patience lasts."""
        loop, after, watched = asyncio.get_running_loop(), 0, _Watched(context)
        heard_at = loop.time()
        while True:
            try:
                async for number, kind, data in self.client.events(job["events_url"], after):
                    after, heard_at = number or after, loop.time()
                    watched.see(kind, data)
                    if kind in FINAL:
                        break
                ended = await self.client.get(job["status_url"])
                if ended["status"] in ("succeeded", "failed", "cancelled"):
                    return ended
            except NetworkError:
                if loop.time() - heard_at > self.client.service.patience_seconds:
                    raise
            await asyncio.sleep(BETWEEN_TRIES_S)

    async def _result(self, job: Mapping[str, Any], context: Context) -> Result:
        if job["status"] != "succeeded":
            raise error_of(job.get("error") or {"detail": f"The job was {job['status']} there."})
        with tempfile.TemporaryDirectory(prefix="imperium-") as folder:
            files = [await self._fetched(artifact, Path(folder), context) for artifact in job["artifacts"]]
        return Result(
            output=job["result"],
            engine=job["engine"],
            model=job["model"],
            cost_micro_usd=job["cost_micro_usd"],
            artifacts=tuple(files),
        )

    async def _fetched(self, described: Mapping[str, Any], folder: Path, context: Context) -> Artifact:
        """Its name is the hash of its content here as there, so that what the result says of it stays true."""
        digest, _, ending = str(described["name"]).partition(".")
        if ending not in MEDIA_TYPES or not (digest.isalnum() and len(digest) == 64):
            raise DataCorrupted(f"{described['name']!r:.100} is no name of a file.")
        target = folder / f"{digest}.{ending}"
        await self.client.fetch(f"/artifacts/{digest}.{ending}", target, digest, context.artifacts.max_bytes)
        stored = await context.artifacts.put_file(target, str(described["filename"]), ending)
        target.unlink()
        return stored

    async def _cancel(self, job: Mapping[str, Any]) -> None:
        """As far as it can be reached: work that nobody waits for isn't paid for."""
        if "cancel_url" not in job:
            return
        try:
            async with asyncio.timeout(CANCEL_S):
                await self.client.post(job["cancel_url"], {})
        except (ImperiumError, TimeoutError) as error:
            _log.info("not cancelled there", capability=self.name, reason=str(error))


class _Watched:
    """Hands on what is seen there."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._latest = (0.0, "ordered")

    def see(self, kind: str, data: Mapping[str, Any]) -> None:
        if kind == "task.progress":
            self._latest = (float(data["fraction"]), str(data["message"])[:500])
            self._context.progress(*self._latest)
        elif kind == "preview":
            media_type, _, content = str(data["url"]).removeprefix("data:").partition(";base64,")
            if media_type in ("image/jpeg", "image/webp"):
                self._context.progress(*self._latest, Preview(media_type, content))
