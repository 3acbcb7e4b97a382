"""Puts sealed keys under another master, or another version of it, while the server goes on.

Only data keys are wrapped anew; no secret is opened. Work is done in batches by id: what was interrupted goes on where
it is not done yet, since what is done no longer matches.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Sequence
from itertools import groupby

from imperium.models.keys.envelope import Sealed
from imperium.models.keys.master import Master, Masters, Wrapped
from imperium.models.keys.repository import SecretRepository
from imperium.models.keys.secret import overwrite

BATCH = 500
"""Secrets of one transaction: a few milliseconds in which nobody else can write."""


class Rotation:
    def __init__(self, repository: SecretRepository, masters: Masters, clock: Callable[[], float] = time.time) -> None:
        self._repository = repository
        self._masters = masters
        self._clock = clock

    async def rotate(self) -> str:
        """Make a new version of the master, and return it. What is sealed from now on is under it.

        Raises what the master raises; InvalidInput when it can't be asked for one.
        """
        return await self._masters.get(self._masters.chosen).rotate()

    async def retire(self) -> list[str]:
        """Have the chosen master forget its versions that nothing is under any more, and return them.

        Raises Conflict while something is, InvalidInput when the master can't be asked to.
        """
        kind = self._masters.chosen
        used = [version for master, version, _ in await self._repository.by_version() if master == kind]
        return await self._masters.get(kind).retire(used)

    async def rewrap(self) -> AsyncIterator[int]:
        """Wrap every data key by the chosen master's current version; yields how many are done after each batch.

        Raises what the masters raise; what was done by then stays done.
        """
        kind = self._masters.chosen
        master = self._masters.get(kind)
        version, after, done = await master.current(), "", 0
        while batch := await self._repository.not_under(kind, version, after, BATCH):
            changes = [change async for change in self._rewrapped(batch, kind, master)]
            await self._repository.rewrap(changes, self._clock())
            after, done = batch[-1].binding.key_id, done + len(batch)
            yield done

    async def _rewrapped(
        self, batch: Sequence[Sealed], kind: str, master: Master
    ) -> AsyncIterator[tuple[Sealed, str, Wrapped]]:
        """Within one master where that can be done; from another one, each data key passes through here."""
        for of, group in groupby(batch, key=lambda sealed: sealed.master):
            some = list(group)
            if of == kind:
                wrapped = await master.rewrap([(sealed.wrapped, sealed.binding.context) for sealed in some])
            else:
                wrapped = [await self._moved(sealed, master) for sealed in some]
            for sealed, new in zip(some, wrapped, strict=True):
                yield sealed, kind, new

    async def _moved(self, sealed: Sealed, master: Master) -> Wrapped:
        context = sealed.binding.context
        plain = await self._masters.get(sealed.master).unwrap(sealed.wrapped, context)
        try:
            return await master.wrap(plain, context)
        finally:
            overwrite(plain)
