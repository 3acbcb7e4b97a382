"""Takes advisories into the data folder: from OSV's public archives, or from what somebody names."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from imperium.models.http.safe import SafeClient
from imperium.platform.errors import InvalidInput, ProviderUnavailable
from imperium.review.advisories import osv
from imperium.review.advisories.advisory import Advisory
from imperium.review.advisories.archive import records, zipped
from imperium.review.advisories.ecosystem import ecosystems
from imperium.review.advisories.repository import FILE, AdvisoryRepository, write

ARCHIVES = "https://osv-vulnerabilities.storage.googleapis.com/{ecosystem}/all.zip"
"""OSV's archive of an ecosystem (google.github.io/osv.dev/data)."""

ARCHIVE_BYTES = 600_000_000
ARCHIVE_SECONDS = 900.0


async def update(data: Path, sources: Sequence[str] = (), allowed: Sequence[str] = ()) -> dict[str, int]:
    """Takes in the advisories of `sources` (folders, files, addresses; none: OSV's archives of every ecosystem) and
    tells how many there are now, by ecosystem. `allowed` hosts (`name` or `name:port`) needn't be public.

    Raises:
        InvalidInput: a source holds no advisory, or its address is not allowed.
        NetworkError, TimedOut, TooLarge, ProviderUnavailable: an archive could not be fetched.
    """
    taken: list[Advisory] = []
    async for source, found in _sources(sources or _public(), allowed):
        before = len(taken)
        taken += filter(None, map(osv.read, found))
        if len(taken) == before:
            raise _nothing(source)
    write(data / FILE, taken, datetime.now(UTC).isoformat(timespec="seconds"))
    with AdvisoryRepository(data / FILE) as kept:
        return kept.counts()


def _public() -> list[str]:
    return [ARCHIVES.format(ecosystem=ecosystem.osv) for ecosystem in ecosystems().values()]


async def _sources(sources: Sequence[str], allowed: Sequence[str]) -> AsyncIterator[tuple[str, Iterator[Any]]]:
    async with SafeClient(allowed=allowed, max_bytes=ARCHIVE_BYTES, timeout_s=ARCHIVE_SECONDS) as client:
        for source in sources:
            if source.startswith(("https://", "http://")):
                yield source, zipped(BytesIO(await _fetched(client, source)))
            else:
                yield source, records(Path(source))


async def _fetched(client: SafeClient, url: str) -> bytes:
    answer = await client.fetch(url)
    if answer.status != 200:
        raise ProviderUnavailable(f"{url} answers with status {answer.status}.", field="from")
    return answer.body


def _nothing(source: str) -> InvalidInput:
    known = ", ".join(sorted(ecosystem.osv for ecosystem in ecosystems().values()))
    return InvalidInput(
        f"{source} holds no advisory for {known}.",
        field="from",
        remedy="Give a folder, a file, a zip, or the address of a zip, of OSV records (JSON or YAML).",
    )
