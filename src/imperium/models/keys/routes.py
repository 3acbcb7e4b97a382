"""`/providers` and `/user-providers`: a key goes in and never comes out; its last four characters are shown."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Response
from pydantic import SecretStr

from imperium.kit.suggest import did_you_mean
from imperium.models.catalog import ROLES, Catalog, how_to_connect
from imperium.models.keys.check import KeyCheck
from imperium.models.keys.platform_providers import Entry, PlatformProviders
from imperium.models.keys.records import (
    ProviderDocument,
    StoredPrice,
    StoredProvider,
    UserProvider,
    UserProviderDocument,
)
from imperium.models.keys.schemas import (
    KeyCheckView,
    ModelView,
    NewProvider,
    OwnProvider,
    OwnProviderList,
    OwnProviderView,
    ProviderChange,
    ProviderList,
    ProviderView,
)
from imperium.models.keys.secret import check_sendable, overwrite
from imperium.models.keys.user_providers import OwnEntry, UserProviders
from imperium.models.provider import Connection, ModelRef
from imperium.platform.auth.access import require
from imperium.platform.auth.principal import LOCAL_ADMIN, Principal, Role
from imperium.platform.errors import Conflict, Forbidden, InvalidInput, NotFound
from imperium.platform.problems import documents

Viewer = Annotated[Principal, require(Role.VIEWER)]
Member = Annotated[Principal, require(Role.MEMBER)]
Administrator = Annotated[Principal, require(Role.ADMIN)]

TAKEN = {"auto", "imperium", "embedded", "local", "health", *ROLES}
"""Names that mean something else where a provider's could stand."""

REPLACED: dict[int | str, dict[str, Any]] = {
    200: {"description": "It replaced yours of the same name.", "model": OwnProviderView}
}


Check = Callable[[Connection], Awaitable[KeyCheck]]


def routes(platform: PlatformProviders, users: UserProviders, catalog: Catalog, check: Check) -> APIRouter:
    router = APIRouter(tags=["providers"], responses=documents(401, 403, 429))
    _add_platforms(router, platform, users, catalog)
    _add_own(router, users)
    _add_checks(router, users, catalog, check)
    return router


def _add_platforms(router: APIRouter, platform: PlatformProviders, users: UserProviders, catalog: Catalog) -> None:
    def view(name: str, caller: Principal) -> ProviderView:
        own = users.connections(caller)
        return _provider_view(name, caller, catalog.with_own(own), catalog, name in own, platform.stored.get(name))

    @router.get("/providers", summary="List the providers")
    async def list_providers(caller: Viewer) -> ProviderList:
        names = catalog.with_own(users.connections(caller)).providers
        return ProviderList(providers=[view(name, caller) for name in names])

    @router.post("/providers", status_code=201, summary="Add a provider", responses=documents(409, 413, 422))
    async def create_provider(request: NewProvider, caller: Administrator) -> ProviderView:
        _check_operator(caller)
        _check_name(request.name, "name")
        with _key(request.api_key) as key:
            await platform.create(Entry(request.name, _document(request), key))
        return view(request.name, caller)

    @router.put("/providers/{name}", summary="Add or replace a provider", responses=documents(404, 413, 422))
    async def put_provider(name: str, request: ProviderChange, caller: Administrator) -> ProviderView:
        _check_operator(caller)
        _check_name(name, "name")
        with _key(request.api_key) as key:
            await platform.put(Entry(name, _document(request), key))
        return view(name, caller)

    @router.patch("/providers/{name}", summary="Change a provider", responses=documents(404, 413, 422))
    async def change_provider(name: str, request: ProviderChange, caller: Administrator) -> ProviderView:
        _check_operator(caller)
        before = (await platform.get(name)).document
        given = {field: getattr(_document(request), field) for field in request.model_fields_set - {"api_key"}}
        with _key(request.api_key) as key:
            await platform.put(Entry(name, msgspec.structs.replace(before, **given), key))
        return view(name, caller)

    @router.delete("/providers/{name}", status_code=204, summary="Remove a provider", responses=documents(404))
    async def remove_provider(name: str, caller: Administrator) -> None:
        _check_operator(caller)
        await platform.remove(name)


def _add_own(router: APIRouter, users: UserProviders) -> None:
    def view(own: UserProvider, caller: Principal) -> OwnProviderView:
        return _own_view(own, own.name in users.connections(caller))

    @router.get("/user-providers", summary="List your own providers")
    async def list_own(caller: Member) -> OwnProviderList:
        return OwnProviderList(user_providers=[view(own, caller) for own in await users.of(caller)])

    @router.post(
        "/user-providers",
        status_code=201,
        summary="Add a provider of your own",
        responses=REPLACED | documents(413, 422, 502, 503),
    )
    async def add_own(request: OwnProvider, caller: Member, response: Response) -> OwnProviderView:
        _check_name(request.provider_name, "provider_name")
        document = UserProviderDocument(request.base_url, None, request.dialect, tuple(request.models))
        with _key(request.api_key) as key:
            saved, is_new = await users.save(caller, OwnEntry(request.provider_name, document, key))
        response.status_code = 201 if is_new else 200
        return view(saved, caller)

    @router.delete(
        "/user-providers/{provider_id}",
        status_code=204,
        summary="Remove a provider of your own",
        responses=documents(404),
    )
    async def remove_own(provider_id: str, caller: Member) -> None:
        await users.remove(caller, provider_id)


def _add_checks(router: APIRouter, users: UserProviders, catalog: Catalog, check: Check) -> None:
    @router.post(
        "/providers/{name}/check", summary="Ask a provider whether it takes its key", responses=documents(404, 409)
    )
    async def check_provider(name: str, caller: Administrator) -> KeyCheckView:
        _check_operator(caller)
        return _check_view(await check(_connected(name, catalog)))

    @router.post(
        "/user-providers/{provider_id}/check",
        summary="Ask a provider of yours whether it takes your key",
        responses=documents(404, 409),
    )
    async def check_own(provider_id: str, caller: Member) -> KeyCheckView:
        return _check_view(await check(await users.connection(caller, provider_id)))


def _connected(name: str, catalog: Catalog) -> Connection:
    """Raises NotFound, and Conflict for one that isn't connected."""
    if name in catalog.connections:
        return catalog.connections[name]
    if name not in catalog.providers:
        known = did_you_mean(name, catalog.providers)
        raise NotFound(f"There is no provider {name[:64]!r}.", field="name", remedy=known)
    raise Conflict(f"{name} isn't connected.", field="name", remedy=how_to_connect({name: catalog.providers[name]}))


def _check_view(checked: KeyCheck) -> KeyCheckView:
    took = checked.response_s
    return KeyCheckView(
        reachable=checked.reachable,
        key_accepted=checked.key_accepted,
        models=list(checked.models),
        problem=checked.problem,
        response_time_ms=None if took is None else round(took * 1_000, 1),
    )


@contextmanager
def _key(sent: SecretStr | None) -> Iterator[bytearray | None]:
    """The key's bytes while they are sealed. Raises InvalidInput, without the key, for what no key looks like."""
    if sent is None:
        yield None
        return
    check_sendable(sent.get_secret_value(), "api_key")
    key = bytearray(sent.get_secret_value(), "ascii")
    try:
        yield key
    finally:
        overwrite(key)


def _check_operator(caller: Principal) -> None:
    """What all organisations share belongs to the one that runs the server."""
    if caller.tenant != LOCAL_ADMIN.tenant:
        raise Forbidden(
            "The platform's providers are changed by those who run this server.",
            remedy="Add a provider of your own: POST /user-providers.",
        )


def _check_name(name: str, field: str) -> None:
    if name in TAKEN:
        raise InvalidInput(f"The name {name!r} means something else here.", field=field, remedy="Choose another one.")


def _document(request: ProviderChange) -> ProviderDocument:
    return ProviderDocument(
        base_url=request.base_url,
        dialect=request.dialect,
        model=request.model,
        models=tuple(request.models),
        prices={model: StoredPrice(**price.model_dump()) for model, price in request.prices.items()},
        enabled=request.enabled,
    )


def _provider_view(
    name: str, caller: Principal, seen: Catalog, shared: Catalog, own: bool, stored: StoredProvider | None
) -> ProviderView:
    provider, connection = seen.providers[name], shared.reachable.get(name)
    operates = caller.may(Role.OPERATOR) and caller.tenant == LOCAL_ADMIN.tenant
    document = stored.document if stored else ProviderDocument()
    address = connection.base_url if connection else document.base_url
    secret = (stored.secret if stored else None) or (connection.secret if connection else None)
    shown = secret.hint if secret and operates and caller.may(Role.ADMIN) else ""
    return ProviderView(
        name=name,
        title=provider.title,
        dialect=provider.dialect,
        connected=name in seen.reachable,
        enabled=document.enabled,
        own=own,
        stored=stored is not None,
        base_url=address if address and operates else provider.base_url,
        last_four=shown or None,
        models=_models(name, seen, document),
    )


def _models(name: str, catalog: Catalog, document: ProviderDocument) -> list[ModelView]:
    """What the roles name and what the provider was said to have; prices as they are known."""
    roles: dict[str, list[str]] = {}
    for role in catalog.roles:
        for ref in (ref for ref in catalog.refs(role) if ref.provider == name and ref.model):
            roles.setdefault(ref.model, []).append(role)
    connection = catalog.connections.get(name)
    connected = (connection.settings.model, *connection.models) if connection else ()
    for model in filter(None, (*connected, document.model, *document.models)):
        roles.setdefault(model, [])
    return [_model_view(ModelRef(name, model), served, catalog) for model, served in roles.items()]


def _model_view(ref: ModelRef, roles: list[str], catalog: Catalog) -> ModelView:
    card = catalog.prices.card(catalog.providers[ref.provider], ref)
    return ModelView(
        id=ref.model,
        roles=roles,
        context_window=card.context_window,
        input_micro_usd_per_million=card.input_micro_usd,
        output_micro_usd_per_million=card.output_micro_usd,
    )


def _own_view(own: UserProvider, connected: bool) -> OwnProviderView:
    return OwnProviderView(
        id=own.id,
        provider_name=own.name,
        last_four=own.secret.hint or None if own.secret else None,
        base_url=own.document.base_url,
        dialect=own.document.dialect,
        models=list(own.document.models),
        connected=connected,
        created_at=datetime.fromtimestamp(own.created_at, UTC),
        updated_at=datetime.fromtimestamp(own.updated_at, UTC),
    )
