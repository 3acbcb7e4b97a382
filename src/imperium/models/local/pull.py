"""From a reference to a checked model file: chosen, brought, read; told step by step."""

from __future__ import annotations

import shutil
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from pathlib import Path
from typing import Final

from msgspec import Struct

from imperium.models.local import hub
from imperium.models.local.download import SPARE_BYTES, Wanted, download
from imperium.models.local.hub import HubModel, Reference
from imperium.models.local.hub_client import HubClient
from imperium.platform.errors import StorageFull, TooLarge
from imperium.platform.settings import Settings

GIB: Final = 1024**3


class Chosen(Struct, frozen=True):
    """What is pulled, its size in bytes, and what else there was."""

    reference: str
    files: tuple[str, ...]
    size: int
    others: tuple[str, ...]


class Progress(Struct, frozen=True):
    """Bytes that are there, of all."""

    have: int
    size: int


class Pulled(Struct, frozen=True):
    """The model's first file, and what it is called at the hub."""

    path: Path
    reference: str


Step = Chosen | Progress | Pulled


def hub_client(settings: Settings) -> HubClient:
    return HubClient(settings.local.hub, settings.api_keys.huggingface, settings.local.allowed_hosts)


async def pull(
    client: HubClient, reference: Reference, folder: Path, most_bytes: int, check: Callable[[HubModel, Path], None]
) -> AsyncGenerator[Step, None]:
    """What was chosen, how far it is, where it lies. `check` sees the model and its place before a byte is brought.

    Raises:
        NotFound, ProviderRejected, TransientError: what `hub.models_of` and `hub.choose` raise.
        TooLarge: more than `most_bytes`.
        StorageFull: there isn't enough room on the disk.
        ImperiumError: what `check` and `download` raise.
    """
    models = await hub.models_of(client, reference)
    model = hub.choose(models, reference)
    wanted = _wanted(model, folder)
    check(model, wanted[0].target)
    _check_size(model, most_bytes)
    yield Chosen(
        model.reference, tuple(file.path for file in model.files), model.size, tuple(each.label for each in models)
    )
    _check_room(wanted, folder)
    done = 0
    for each in wanted:
        async with aclosing(download(client, each)) as steps:
            async for have in steps:
                yield Progress(done + have, model.size)
        done += each.size
    yield Pulled(wanted[0].target, model.reference)


def _wanted(model: HubModel, folder: Path) -> list[Wanted]:
    place = folder / model.repository
    return [Wanted(hub.download_path(model, file), file.size, file.sha256, place / file.path) for file in model.files]


def _check_size(model: HubModel, most_bytes: int) -> None:
    if model.size > most_bytes:
        raise TooLarge(
            f"{model.reference} has {model.size / GIB:,.1f} GiB; at most {most_bytes / GIB:,.1f} are pulled.",
            field="model",
            remedy="Take a smaller quantisation, or raise local.maxModelBytes.",
            limit=most_bytes,
        )


def _check_room(wanted: list[Wanted], folder: Path) -> None:
    needed = sum(each.missing() for each in wanted if not each.target.exists())
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free
    if needed and needed + SPARE_BYTES > free:
        raise StorageFull(
            f"{needed / GIB:,.1f} GiB are to come, and the disk under {folder} has {free / GIB:,.1f} free.",
            remedy="Free space, name another local.folder, or take a smaller quantisation.",
        )
