"""What can be asked: roles and models by name, each as an ordered list of candidates that are connected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from typing import Any

from imperium.kit.suggest import did_you_mean
from imperium.models.prices import ModelCard, Prices
from imperium.models.provider import (
    NOTHING_STORED,
    Candidate,
    Connection,
    ModelRef,
    Provider,
    Stored,
    connections,
    known_providers,
)
from imperium.platform.errors import InvalidInput, NoModelConnected, NotFound
from imperium.platform.settings import ModelRole, Settings

ROLES: Mapping[str, str] = {
    "categorizer": "Tells how complex a message is.",
    "fast_ai": "Answers easy questions and acknowledges long work.",
    "medium_ai": "Answers questions of medium difficulty.",
    "thinking_ai": "Answers hard questions and writes workflows.",
    "code_ai": "Writes and explains programs.",
    "image_analysis_ai": "Looks at pictures, and reads very long texts.",
    "imagen_4_ultra": "Makes pictures.",
    "veo_3_1": "Makes videos.",
    "research_ai": "Gathers and weighs what is known about a subject.",
    "product_ai": "Describes products.",
    "finished_task_ai": "Puts a workflow's results together for the person who asked.",
    "ai_workers_failed_ai": "Explains a failed task and its next step.",
}


MOST_VIEWS = 1_000
"""People with providers of their own whose view of the catalog is remembered."""


class Catalog:
    """Built from the settings and from what was added to them at run time. `reachable` is all that is connected,
    `connections` what of it chats.

    Raises:
        InvalidInput: the configuration names an unknown role or provider; says the nearest known one.
    """

    def __init__(self, settings: Settings, stored: Stored = NOTHING_STORED) -> None:
        in_force = stored.over(settings)
        self.settings = in_force
        self.providers: Mapping[str, Provider] = known_providers(in_force)
        self.reachable: Mapping[str, Connection] = connections(in_force, stored)
        self.connections: Mapping[str, Connection] = _chatting(self.reachable)
        self.prices = Prices(in_force)
        self._sources: tuple[Mapping[str, Connection], ...] = (self.connections,)
        self._roles = {name: settings.models[name] for name in ROLES if name in settings.models}
        _check_roles(settings.models, self.providers)
        self._refs = {role: _refs(served) for role, served in self._roles.items()}
        self._chains = {role: self._chain(role) for role in self._roles}
        self._views: dict[int, tuple[Mapping[str, Connection], Catalog]] = {}

    def become(self, other: Catalog) -> None:
        """Take over what another one holds: whoever keeps this catalog sees the change at once, and as a whole."""
        self.prices.become(other.prices)
        self.__dict__.update(other.__dict__ | {"prices": self.prices})

    def with_own(self, own: Mapping[str, Connection]) -> Catalog:
        """The catalog of someone who has connections of their own: those are asked first, the platform's after them.

        The same mapping gives the same catalog, so this costs a look-up.
        """
        if not own:
            return self
        _, view = self._views.get(id(own), (None, None))
        if view is None:
            view = self._with_own(own)
            if len(self._views) >= MOST_VIEWS:
                self._views.clear()
            self._views[id(own)] = (own, view)  # kept, so that no other mapping gets its id
        return view

    def _with_own(self, own: Mapping[str, Connection]) -> Catalog:
        view = copy(self)
        view.providers = {**self.providers, **{name: connection.provider for name, connection in own.items()}}
        view.reachable = {**self.reachable, **own}
        chatting = _chatting(own)
        view.connections = {**self.connections, **chatting}
        view._sources = (chatting, *self._sources)
        view._chains = {role: view._chain(role) for role in self._roles}
        return view

    @property
    def roles(self) -> Mapping[str, ModelRole]:
        return self._roles

    @property
    def is_connected(self) -> bool:
        return bool(self.connections)

    def capability_of(self, role: str) -> str | None:
        """The capability that does a role's work, when it has one and no connected provider serves it."""
        return self._roles[role].capability if role in self._roles and not self.candidates(role) else None

    def is_mapped(self, role: str) -> bool:
        """Whether the configuration maps the role to something connected; a server that serves all roles isn't that."""
        return any(ref.provider in self.connections for ref in self.refs(role))

    def refs(self, role: str) -> list[ModelRef]:
        """What the configuration names for a role, in order, connected or not."""
        return self._refs[role]

    def candidates(self, role: str) -> list[Candidate]:
        """A role's chain of what is connected; servers of one's own that the chain doesn't name come last."""
        return self._chains[role]

    def resolve(self, name: str) -> list[Candidate]:
        """The candidates of a role, of `provider:model`, or of a model's own name.

        Raises:
            InvalidInput: the role is served by a capability, which doesn't chat.
            NoModelConnected: known, but what serves it isn't connected; says how to connect it.
            NotFound: unknown; says the nearest known name.
        """
        if name in self._roles:
            return self._resolve_role(name)
        ref = ModelRef.parse(name)
        if ref.provider in self.providers:
            return self._resolve_ref(ref)
        if found := [*self._named(name)] or [*self._listed(name)]:
            return found
        raise NotFound(f"There is no model {name!r}.", field="model", remedy=did_you_mean(name, self.names()))

    def names(self) -> list[str]:
        """Everything that `resolve` finds by listing: `auto`, roles, and connected models by name."""
        models = {str(candidate.ref) for role in self._roles for candidate in self.candidates(role)}
        models |= {f"{each.name}:{model}" for each in self.connections.values() for model in each.models}
        return ["auto", *self._roles, *sorted(models)]

    def no_model_connected(self, problem: str = "No language model is connected.") -> NoModelConnected:
        """The error whose remedy says exactly how to connect a model."""
        return NoModelConnected(problem, field="model", remedy=how_to_connect(self.providers))

    def listing(self) -> Iterator[dict[str, Any]]:
        """Every role with what serves it now, or would if it were connected; prices in micro-USD."""
        for role in self._roles:
            chain, capability = self.candidates(role), self.capability_of(role)
            ref = next((candidate.ref for candidate in chain), None) or next(iter(self.refs(role)), None)
            card = self.prices.card(self.providers[ref.provider], ref) if ref else ModelCard()
            yield {
                "id": (ref.model or ref.provider) if ref else capability or role,
                "role": role,
                "provider": ref.provider if ref else "embedded",
                "connected": bool(chain or capability),
                "purpose": ROLES[role],
                "capability": capability,
                "fallbacks": [str(candidate) for candidate in chain[1:]],
                "context_window": card.context_window,
                "input_micro_usd_per_million": card.input_micro_usd,
                "output_micro_usd_per_million": card.output_micro_usd,
            }

    def _resolve_role(self, role: str) -> list[Candidate]:
        if capability := self.capability_of(role):
            raise InvalidInput(
                f"The role {role!r} is served by the capability {capability!r}, which doesn't chat.",
                field="model",
                value=role,
                remedy=f"Use {capability!r} as a workflow's model, or name a role that chats.",
            )
        found = self.candidates(role)
        if not found:
            raise self.no_model_connected(f"No connected provider serves the role {role!r}.")
        return found

    def _resolve_ref(self, ref: ModelRef) -> list[Candidate]:
        connected = [source[ref.provider] for source in self._sources if ref.provider in source]
        if not connected:
            only = {ref.provider: self.providers[ref.provider]}
            raise NoModelConnected(f"{ref.provider} isn't connected.", field="model", remedy=how_to_connect(only))
        found = [Candidate(each, ref.model or each.settings.model) for each in connected]
        if serving := [candidate for candidate in found if candidate.connection.serves(candidate.model)]:
            return serving
        known = [model for connection in connected for model in connection.models]
        raise NotFound(
            f"{ref.provider} has no model {ref.model!r}.", field="model", remedy=did_you_mean(ref.model, known)
        )

    def _chain(self, role: str) -> list[Candidate]:
        return _once(candidate for source in self._sources for candidate in self._served(role, source))

    def _served(self, role: str, source: Mapping[str, Connection]) -> list[Candidate]:
        refs = [ref for ref in self.refs(role) if ref.provider in source]
        named = [_candidate(source[ref.provider], ref.model) for ref in refs]
        named = [candidate for candidate in named if candidate.connection.serves(candidate.model)]
        if named or self._roles[role].capability is None:
            named += [Candidate(own, own.settings.model) for own in _serving_all(source)]
        return named

    def _named(self, name: str) -> Iterator[Candidate]:
        """A bare model name: as the configuration names it, as a server of one's own is told to call it."""
        everything = (candidate for role in self._roles for candidate in self.candidates(role))
        yield from _once(candidate for candidate in everything if candidate.model == name)

    def _listed(self, name: str) -> Iterator[Candidate]:
        """Connected providers that say they have the model, or whose price list does. Behind a gateway names have a
        slash: `maker/model`."""
        for connection in (connection for source in self._sources for connection in source.values()):
            price_id = connection.provider.price_id
            listed = price_id and ("/" in name) == connection.provider.is_gateway and self.prices.knows(price_id, name)
            if name in connection.models or (listed and connection.serves(name)):
                yield Candidate(connection, name)


def _refs(served: ModelRole) -> list[ModelRef]:
    first = [ModelRef(served.provider, served.model)] if served.provider else []
    return first + [ModelRef.parse(fallback) for fallback in served.fallbacks]


def _candidate(connection: Connection, model: str) -> Candidate:
    """A model named under `providers` is what that provider serves for every role."""
    return Candidate(connection, connection.settings.model or model)


def _chatting(connected: Mapping[str, Connection]) -> Mapping[str, Connection]:
    return {name: each for name, each in connected.items() if each.provider.chats}


def _serving_all(source: Mapping[str, Connection]) -> Iterator[Connection]:
    for connection in source.values():
        if connection.provider.is_local or connection.settings.model:
            yield connection


def _once(candidates: Iterable[Candidate]) -> list[Candidate]:
    return list({str(candidate): candidate for candidate in candidates}.values())


def how_to_connect(known: Mapping[str, Provider]) -> str:
    """A key in the configuration, the same by a variable, or the address of a server of one's own."""
    hosted = {
        name: provider for name, provider in known.items() if provider.key_variable and _is_meant(provider, known)
    }
    own = {name: provider for name, provider in known.items() if provider.example_url}
    ways = []
    if hosted:
        variables = _alternatives([str(provider.key_variable) for provider in hosted.values()])
        name = "openrouter" if "openrouter" in hosted else next(iter(hosted))
        ways.append(
            f'put a key into orchestration_config.json ({{"api_keys": {{"{name}": "your-{name}-key"}}}}) '
            f"or into the environment ({variables})"
        )
    if own:
        name = "ollama" if "ollama" in own else next(iter(own))
        ways.append(
            f"name your own server's address (IMPERIUM_PROVIDERS__{name.upper()}__BASE_URL={own[name].example_url}; "
            f"{_alternatives(list(own))})"
        )
    ways += [provider.way for provider in known.values() if provider.way]
    return f"To connect one, {', or '.join(ways)}, and start again." if ways else "Give it a baseUrl under providers."


def _is_meant(provider: Provider, known: Mapping[str, Provider]) -> bool:
    """What doesn't chat is no way to connect a language model."""
    return provider.chats or len(known) == 1


def _alternatives(names: list[str]) -> str:
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _check_roles(roles: Mapping[str, ModelRole], known: Mapping[str, Provider]) -> None:
    for name, role in roles.items():
        if name not in ROLES:
            raise InvalidInput(
                f"models.{name}: there is no such role.", field=f"models.{name}", remedy=did_you_mean(name, ROLES)
            )
        named = [role.provider, *(ModelRef.parse(fallback).provider for fallback in role.fallbacks)]
        for provider in named:
            if provider is not None and provider not in known:
                raise InvalidInput(
                    f"models.{name} names the provider {provider!r}, which isn't known.",
                    field=f"models.{name}",
                    remedy=did_you_mean(provider, known),
                )
