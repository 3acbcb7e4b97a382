"""What can be asked: roles and models by name, each as an ordered list of candidates that are connected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from imperium.kit.suggest import did_you_mean
from imperium.models.prices import ModelCard, Prices
from imperium.models.provider import Candidate, Connection, ModelRef, Provider, connections, known_providers
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


class Catalog:
    """Built once from the settings.

    Raises:
        InvalidInput: the configuration names an unknown role or provider; says the nearest known one.
    """

    def __init__(self, settings: Settings) -> None:
        self.providers: Mapping[str, Provider] = known_providers(settings)
        self.connections: Mapping[str, Connection] = connections(settings)
        self.prices = Prices(settings)
        self._roles = {name: settings.models[name] for name in ROLES if name in settings.models}
        _check_roles(settings.models, self.providers)
        self._chains = {role: self._chain(role) for role in self._roles}

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
        served = self._roles[role]
        first = [ModelRef(served.provider, served.model)] if served.provider else []
        return first + [ModelRef.parse(fallback) for fallback in served.fallbacks]

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
        models = {str(candidate) for role in self._roles for candidate in self.candidates(role)}
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
        if ref.provider not in self.connections:
            only = {ref.provider: self.providers[ref.provider]}
            raise NoModelConnected(f"{ref.provider} isn't connected.", field="model", remedy=how_to_connect(only))
        return [Candidate(self.connections[ref.provider], ref.model or self.connections[ref.provider].settings.model)]

    def _chain(self, role: str) -> list[Candidate]:
        named = [self._candidate(ref) for ref in self.refs(role) if ref.provider in self.connections]
        if named or self._roles[role].capability is None:
            named += [Candidate(own, own.settings.model) for own in self._serving_all()]
        return _once(named)

    def _candidate(self, ref: ModelRef) -> Candidate:
        """A model named under `providers` is what that provider serves for every role."""
        connection = self.connections[ref.provider]
        return Candidate(connection, connection.settings.model or ref.model)

    def _serving_all(self) -> Iterator[Connection]:
        for connection in self.connections.values():
            if connection.provider.is_local or connection.settings.model:
                yield connection

    def _named(self, name: str) -> Iterator[Candidate]:
        """A bare model name: as the configuration names it, as a server of one's own is told to call it."""
        everything = (candidate for role in self._roles for candidate in self.candidates(role))
        yield from _once(candidate for candidate in everything if candidate.model == name)

    def _listed(self, name: str) -> Iterator[Candidate]:
        """Connected providers whose price list has the model. Behind a gateway names have a slash: `maker/model`."""
        for connection in self.connections.values():
            price_id = connection.provider.price_id
            if price_id and ("/" in name) == connection.provider.is_gateway and self.prices.knows(price_id, name):
                yield Candidate(connection, name)


def _once(candidates: Iterable[Candidate]) -> list[Candidate]:
    return list({str(candidate): candidate for candidate in candidates}.values())


def how_to_connect(known: Mapping[str, Provider]) -> str:
    """A key in the configuration, the same by a variable, or the address of a server of one's own."""
    hosted = {name: provider for name, provider in known.items() if provider.key_variable}
    own = {name: provider for name, provider in known.items() if provider.example_url}
    ways = []
    if hosted:
        variables = _alternatives([str(provider.key_variable) for provider in hosted.values()])
        name = "openrouter" if "openrouter" in hosted else next(iter(hosted))
        ways.append(
            f'put a key into orchestration_config.json ({{"api_keys": {{"{name}": "…"}}}}) '
            f"or into the environment ({variables})"
        )
    if own:
        name = "ollama" if "ollama" in own else next(iter(own))
        ways.append(
            f"name your own server's address (IMPERIUM_PROVIDERS__{name.upper()}__BASE_URL={own[name].example_url}; "
            f"{_alternatives(list(own))})"
        )
    return f"To connect one, {', or '.join(ways)}, and start again." if ways else "Give it a baseUrl under providers."


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
