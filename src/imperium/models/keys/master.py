"""The contract of a master: who wraps the data keys, each of which seals one secret.

A data key has 256 bits. Wrapping binds it to its context (whose secret it seals) where the master can do that; the
secret's own seal binds it in any case.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

from msgspec import Struct

from imperium.kit.kinds import load, names
from imperium.kit.suggest import did_you_mean
from imperium.platform.errors import InvalidInput
from imperium.platform.settings import Secrets

DATA_KEY_BYTES = 32
KINDS = "imperium.models.keys.masters"
Context = Mapping[str, str]


class Wrapped(Struct, frozen=True):
    """A data key that only the master can read. `version` says which of its keys wrapped it."""

    version: str
    key: bytes


class DataKey(NamedTuple):
    """`plain` is overwritten by whoever asked for it."""

    plain: bytearray
    wrapped: Wrapped


class Master(Protocol):
    """All methods raise TransientErrors for what passes by itself, ProviderRejected for what a person must mend, and
    DataCorrupted for a wrapped key that isn't its own."""

    async def current(self) -> str:
        """The version that wraps what is new."""

    async def new_data_key(self, context: Context) -> DataKey: ...

    async def wrap(self, plain: bytearray, context: Context) -> Wrapped: ...

    async def unwrap(self, wrapped: Wrapped, context: Context) -> bytearray: ...

    async def rewrap(self, many: Sequence[tuple[Wrapped, Context]]) -> list[Wrapped]:
        """The same data keys under the current version, in the same order."""

    async def rotate(self) -> str:
        """Make a new current version; the ones before it only unwrap from now on."""

    async def retire(self, used: Collection[str]) -> list[str]:
        """Forget the versions before the current one, and return them.

        Raises Conflict while one of them is among the `used` ones or may still become so, InvalidInput where versions
        are looked after elsewhere.
        """

    async def close(self) -> None: ...


InUse = Callable[[], Awaitable[bool]]
"""Whether anything was ever sealed by this kind of master."""


class Opening(NamedTuple):
    """What a master is opened with. `folder` holds the data that it protects."""

    settings: Secrets
    folder: Path
    in_use: InUse


@dataclass(frozen=True, slots=True)
class MasterKind:
    title: str
    open: Callable[[Opening], Master]


class Masters:
    """The masters by kind, each opened when it is first needed. `in_use(kind)`: whether anything is sealed by it.

    Raises:
        InvalidInput: the settings name an unknown master.
    """

    def __init__(self, settings: Secrets, folder: Path, in_use: Callable[[str], Awaitable[bool]]) -> None:
        self.chosen = _known(settings.master)
        self._settings = settings
        self._folder = folder
        self._in_use = in_use
        self._open: dict[str, Master] = {}

    def get(self, kind: str) -> Master:
        if kind not in self._open:
            opening = Opening(self._settings, self._folder, lambda: self._in_use(kind))
            self._open[kind] = load(KINDS, MasterKind, kind).open(opening)
        return self._open[kind]

    async def close(self) -> None:
        for master in self._open.values():
            await master.close()
        self._open.clear()


def _known(kind: str) -> str:
    if kind not in names(KINDS):
        raise InvalidInput(
            f"{kind!r} is no kind of master.",
            field="secrets.master",
            value=kind,
            remedy=did_you_mean(kind, names(KINDS)),
        )
    return kind
