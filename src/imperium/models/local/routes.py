"""`/models/local`: files that are run here, and servers that run already."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter
from starlette.responses import Response

from imperium.models.keys.routes import TAKEN
from imperium.models.keys.schemas import NAME
from imperium.models.keys.secret import check_sendable, overwrite
from imperium.models.local.pull import Chosen, Progress
from imperium.models.local.resident import Resident
from imperium.models.local.schemas import (
    AddedView,
    FileView,
    LocalList,
    NewModel,
    ServedView,
    ServerView,
    WantedModel,
)
from imperium.models.local.servers import Seen, Servers, address_of
from imperium.models.local.service import PROVIDER, LocalModels
from imperium.models.local.store import LocalModel
from imperium.platform.auth.access import require
from imperium.platform.auth.principal import LOCAL_ADMIN, Principal, Role
from imperium.platform.errors import Forbidden, InvalidInput
from imperium.platform.problems import documents
from imperium.platform.web.sse import EventStream, ServerEvent

Viewer = Annotated[Principal, require(Role.VIEWER)]
Administrator = Annotated[Principal, require(Role.ADMIN)]
Step = Chosen | Progress | LocalModel
STEPS: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/event-stream": {}}, "description": "chosen, progress, then pulled; or error."}
}


def routes(local: LocalModels, servers: Servers) -> APIRouter:
    router = APIRouter(tags=["models"], responses=documents(401, 403, 429))

    @router.get("/models/local", summary="Models of this machine, and of servers of your own")
    async def list_local(caller: Viewer) -> LocalList:
        problem, shown = local.problem(), _runs_this_machine(caller)
        return LocalList(
            models=[_file(local, each, shown) for each in local.residents()],
            servers=[_server(each, shown) for each in await servers.seen()],
            problem=problem.detail if problem else None,
        )

    @router.post(
        "/models/local",
        status_code=201,
        summary="Add a model file or a running server",
        responses=documents(409, 413, 422, 502, 503),
    )
    async def add_local(request: NewModel, caller: Administrator) -> AddedView:
        _check_operator(caller)
        if (address := address_of(request.source)) is not None:
            return await _added_server(servers, request, address)
        model = await local.add(_path(request.source), request.name, force=request.force)
        return AddedView(file=_view(local, model), warnings=local.warnings(model))

    @router.post(
        "/models/local/pull",
        summary="Pull a model from a hub; asked again, it goes on",
        response_class=Response,
        responses=STEPS | documents(404, 409, 413, 422, 502, 503, 504, 507),
    )
    async def pull_local(request: WantedModel, caller: Administrator) -> Response:
        _check_operator(caller)
        steps = local.pull(request.model, request.name, force=request.force)
        first = await anext(steps)  # what fails before anything was chosen is an answer with its own status
        return EventStream(_events(local, first, steps))

    @router.delete(
        "/models/local/{name}",
        status_code=204,
        summary="Remove a model file; deleted is what was pulled",
        responses=documents(404),
    )
    async def remove_local(name: str, caller: Administrator) -> None:
        _check_operator(caller)
        await local.remove(name)

    return router


async def _events(
    local: LocalModels, first: Step, rest: AsyncGenerator[Step, None]
) -> AsyncGenerator[ServerEvent, None]:
    async with aclosing(rest):
        yield _event(local, first)
        async for step in rest:
            yield _event(local, step)


def _event(local: LocalModels, step: Step) -> ServerEvent:
    if isinstance(step, LocalModel):
        added = AddedView(file=_view(local, step), warnings=local.warnings(step))
        return ServerEvent(added.model_dump(mode="json"), "pulled")
    return ServerEvent(msgspec.to_builtins(step), "chosen" if isinstance(step, Chosen) else "progress")


async def _added_server(servers: Servers, request: NewModel, address: str) -> AddedView:
    with _key(request) as key:
        name, server = await servers.add(address, _provider_name(request.name), request.model, key)
    warnings = [] if server.models else ["It has no model loaded yet."]
    shown = _server(Seen(name, server.base_url, server.models), True)
    return AddedView(server=shown, kind=server.kind, version=server.version, warnings=warnings)


@contextmanager
def _key(request: NewModel) -> Iterator[bytearray | None]:
    """The key's bytes while they are used and sealed. Raises InvalidInput for what no key looks like."""
    if request.api_key is None:
        yield None
        return
    check_sendable(request.api_key.get_secret_value(), "api_key")
    key = bytearray(request.api_key.get_secret_value(), "ascii")
    try:
        yield key
    finally:
        overwrite(key)


def _file(local: LocalModels, resident: Resident, shown: bool) -> FileView:
    model, default = resident.model, local.store.default()
    header = model.header
    return FileView(
        name=model.name,
        reference=f"{PROVIDER}:{model.name}",
        default=default is not None and default.name == model.name,
        state=resident.state,
        problem=resident.problem if shown else "",
        title=header.title,
        architecture=header.architecture,
        parameters=header.parameters,
        quantization=header.quantization,
        context_window=header.context,
        size=header.size,
        memory_bytes=local.memory_bytes(model),
        has_template=header.has_template,
        embeds=header.embeds,
        path=str(model.path) if shown else None,
        origin=model.origin,
        users=resident.users,
        added_at=datetime.fromtimestamp(model.added_at, UTC),
    )


def _view(local: LocalModels, model: LocalModel) -> FileView:
    return next(_file(local, each, True) for each in local.residents() if each.model.name == model.name)


def _server(seen: Seen, shown: bool) -> ServerView:
    models = [ServedView(name=model.name, size=model.size) for model in seen.models]
    problem = seen.problem if shown or not seen.problem else "It doesn't answer as it should."
    return ServerView(name=seen.name, address=seen.address if shown else None, models=models, problem=problem)


def _path(source: str) -> Path:
    path = Path(source).expanduser()
    if not path.is_absolute():
        raise InvalidInput(
            f"{source[:200]!r} is neither the address of a server nor the whole path of a file.",
            field="source",
            value=source[:200],
            remedy="Give http://host:port, one of ollama, llamacpp, vllm, tgi, or a path that begins with /.",
        )
    return path


def _provider_name(name: str) -> str:
    if name and (not re.fullmatch(NAME, name) or name in TAKEN):
        raise InvalidInput(
            f"{name!r} can't be a provider's name.",
            field="name",
            value=name,
            remedy="Small letters, digits, dashes and underscores; and not the name of a role.",
        )
    return name


def _runs_this_machine(caller: Principal) -> bool:
    return caller.may(Role.ADMIN) and caller.tenant == LOCAL_ADMIN.tenant


def _check_operator(caller: Principal) -> None:
    if not _runs_this_machine(caller):
        raise Forbidden(
            "Models of this machine are changed by those who run this server.",
            remedy="Add a provider of your own: POST /user-providers.",
        )
