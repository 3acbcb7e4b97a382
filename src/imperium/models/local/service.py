"""The models of this machine: added, pulled, removed; in memory while they are asked for, at one loopback address."""

from __future__ import annotations

import asyncio
import secrets
import socket
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, aclosing
from contextvars import Context
from pathlib import Path

from pydantic import SecretStr

from imperium.models.http.client import HttpClient
from imperium.models.keys.transport import Slips
from imperium.models.local import child, gguf, hub, memory, program
from imperium.models.local.child import Child
from imperium.models.local.gguf import Header
from imperium.models.local.hub import HubModel
from imperium.models.local.pull import GIB, Chosen, Progress, hub_client, pull
from imperium.models.local.resident import Resident
from imperium.models.local.store import LocalModel, Store, check_name, name_for
from imperium.models.provider import Stored
from imperium.platform.errors import Conflict, ImperiumError, InvalidInput
from imperium.platform.settings import ProviderSettings, Settings

PROVIDER = "local"
"""As it stands before the colon of `local:qwen3-4b-q4_k_m`."""


async def _nobody_listens() -> None:
    return None


class LocalModels:
    """`settings` are the server's, with the provider `local` in them, whose address is ours. `changed` is awaited when
    there is another set of models. `start` and `close` are called by the server."""

    def __init__(self, settings: Settings, data: Path) -> None:
        self._own = settings.local
        self._folder = data / "models"
        self._pulled = settings.local.folder or self._folder
        self._bound = socket.create_server(("127.0.0.1", 0))
        self._key = secrets.token_urlsafe(32)
        self._address = f"http://127.0.0.1:{self._bound.getsockname()[1]}"
        self.settings = _with_provider(settings, self._address, self._key)
        self.store = Store(self._folder, self._pulled)
        self.changed: Callable[[], Awaitable[None]] = _nobody_listens
        self._residents = {model.name: Resident(model, self._start) for model in self.store.all()}
        self._tasks: list[asyncio.Task[None]] = []
        self._closing: list[Callable[[], Awaitable[None]]] = []
        self._client = HttpClient(Slips())
        self._is_open = False

    async def start(self) -> None:
        if self._residents:
            await self._open()

    async def close(self) -> None:
        """Every model is out of memory then."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(
            *self._tasks, *(each.unload() for each in self._residents.values()), return_exceptions=True
        )
        for close in reversed(self._closing):
            await close()
        self._bound.close()

    # ── what there is ────────────────────────────────────────────────────────────────────────────────────────

    def stored(self) -> Stored:
        """For the catalog: the models' names, and the address, which tells the default one, so that whoever remembers
        what is loaded at an address asks again when that changes. A provider without models isn't connected."""
        default = self.store.default()
        if default is None:
            return Stored(disabled=frozenset({PROVIDER}))
        own = self.settings.providers[PROVIDER].model_copy(update={"base_url": f"{self._address}/{default.name}/v1"})
        return Stored(settings={PROVIDER: own}, models={PROVIDER: tuple(self._residents)})

    def residents(self) -> list[Resident]:
        """The one that was added last comes first."""
        return [self._residents[model.name] for model in self.store.all()]

    def memory_bytes(self, model: LocalModel) -> int:
        return model.header.memory_bytes(program.context_of(self._own, model.header))

    def warnings(self, model: LocalModel) -> list[str]:
        """What a user should know before asking it, in sentences."""
        found = []
        if not model.header.has_template and not model.header.embeds:
            found.append("It has no chat template: llama.cpp falls back to one that it may not have been trained on.")
        if model.header.embeds:
            found.append("It turns text into vectors (/v1/embeddings) and doesn't talk.")
        if (problem := self.problem()) is not None:
            found.append(" ".join(filter(None, (problem.detail, problem.remedy))))
        return found

    def problem(self) -> ImperiumError | None:
        """Why no model can be run here, if so."""
        try:
            program.find_program(self._own)
        except ImperiumError as error:
            return error
        return None

    # ── adding and removing ──────────────────────────────────────────────────────────────────────────────────

    async def add(self, path: Path, name: str = "", *, force: bool = False, origin: str = "") -> LocalModel:
        """The model in a file, which stays where it is.

        Raises:
            InvalidInput: the file is no whole language model, or too large for this machine's memory unless `force`.
            Conflict: another file has that name.
        """
        header = await asyncio.to_thread(gguf.read, path)
        if not force:
            self._check_fits(path.name, header)
        model = LocalModel(check_name(name or name_for(path.name)), str(path), header, time.time(), origin)
        await asyncio.to_thread(self.store.save, model)
        await self._unload(model.name)
        self._residents[model.name] = Resident(model, self._start)
        await self._open()
        await self.changed()
        return model

    async def pull(
        self, text: str, name: str = "", *, force: bool = False
    ) -> AsyncGenerator[Chosen | Progress | LocalModel, None]:
        """What was chosen, how far it is, and the model. Who leaves midway can go on later. Raises what `pull.pull` and
        `add` raise."""
        reference = hub.parse(text)

        def check(model: HubModel, target: Path) -> None:
            self._check_free(check_name(name or name_for(target.name)), target)
            if not force:
                _check_memory(model.reference, model.size)

        async with hub_client(self.settings) as client:
            steps = pull(client, reference, self._pulled, self._own.max_model_bytes, check)
            async with aclosing(steps):
                async for step in steps:
                    if isinstance(step, Chosen | Progress):
                        yield step
                    else:
                        yield await self.add(step.path, name, force=force, origin=step.reference)

    async def remove(self, name: str) -> LocalModel:
        """Ends its server and forgets it; what was pulled is deleted. Raises NotFound."""
        model = self.store.get(name)
        await self._unload(model.name)
        removed = await asyncio.to_thread(self.store.remove, model.name)
        await self.changed()
        return removed

    def _check_free(self, name: str, target: Path) -> None:
        taken = self._residents.get(name)
        if taken is not None and taken.model.path != target:
            raise Conflict(
                f"The name {name!r} is that of {taken.model.path}.",
                field="name",
                value=name,
                remedy="Give it another one with --name, or remove that one.",
            )

    def _check_fits(self, name: str, header: Header) -> None:
        _check_memory(name, header.memory_bytes(program.context_of(self._own, header)))

    async def _unload(self, name: str) -> None:
        resident = self._residents.pop(name, None)
        if resident is not None:
            await resident.unload()

    # ── serving ──────────────────────────────────────────────────────────────────────────────────────────────

    def listed(self) -> list[str]:
        default = self.store.default()
        return [default.name, *(name for name in self._residents if name != default.name)] if default else []

    def serving(self, name: str) -> AbstractAsyncContextManager[Child]:
        """The server of a model; an empty name means the default. Raises NotFound."""
        return self._residents[self.store.get(name).name].serving()

    async def _open(self) -> None:
        """The address answers from the first model on. Its log lines are no request's."""
        if not self._is_open:
            self._is_open = True
            await asyncio.create_task(self._answer(), context=Context())

    async def _answer(self) -> None:
        from imperium.models.local.front import Front  # a second web server isn't loaded where nothing needs it

        front = Front(self, self._bound, self._key)
        await front.open()
        self._closing = [self._client.close, front.close]
        self._tasks.append(asyncio.create_task(self._look_after()))

    async def _start(self, model: LocalModel) -> Child:
        await self._make_room(model)
        return await child.start(self._own, model, self._folder / "logs" / f"{model.name}.log", self._client)

    async def _make_room(self, model: LocalModel) -> None:
        """Unloads what nobody uses now, the longest unused first, until the model fits."""
        needed = self.memory_bytes(model)
        for resident in sorted(self._residents.values(), key=lambda each: each.last_used):
            if memory.available_bytes() >= needed:
                return
            if resident.is_idle_since(0):
                await resident.unload()

    async def _look_after(self) -> None:
        while True:
            await asyncio.sleep(self._own.check_seconds)
            await asyncio.gather(*(self._examine(each) for each in [*self._residents.values()]))

    async def _examine(self, resident: Resident) -> None:
        if resident.is_idle_since(self._own.idle_seconds):
            await resident.unload()
        else:
            await resident.examine(lambda server: server.is_well(self._client))


def _with_provider(settings: Settings, address: str, key: str) -> Settings:
    """With the time that loading takes added to its patience. Raises InvalidInput when the name has another meaning."""
    given = settings.providers.get(PROVIDER, ProviderSettings())
    if given.base_url is not None:
        raise InvalidInput(
            f"providers.{PROVIDER}: that name belongs to the models that Imperium runs itself.",
            field=f"providers.{PROVIDER}.baseUrl",
            remedy="Give your server another name.",
        )
    patience = given.timeout_seconds + settings.local.start_seconds
    own = {"base_url": address, "api_key": SecretStr(key), "timeout_seconds": patience}
    return settings.model_copy(update={"providers": {**settings.providers, PROVIDER: given.model_copy(update=own)}})


def _check_memory(name: str, needed: int) -> None:
    total = memory.total_bytes()
    if needed > total:
        raise InvalidInput(
            f"{name} takes {needed / GIB:,.1f} GiB of memory, and this machine has {total / GIB:,.1f}.",
            field="source",
            value=name,
            remedy="Take a smaller quantisation, lower local.contextTokens, or --force where a GPU holds it.",
        )
