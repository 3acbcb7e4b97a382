"""The capability: a named, typed async function with declared cost, duration and resources.

Everything that does work is one, and everything that arranges work names capabilities and nothing else. A slice
declares its capabilities in `capabilities.py`; another package adds one with an entry point in the group
`imperium.capabilities`. Callers can't tell where a capability runs.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from msgspec import Struct
from pydantic import BaseModel, ValidationError

from imperium.kit.suggest import did_you_mean
from imperium.platform.errors import InvalidInput, NotFound
from imperium.platform.fair import Priority
from imperium.platform.preview import Preview, Progress

if TYPE_CHECKING:
    from imperium.platform.artifacts import Artifact, ArtifactStore
    from imperium.platform.auth.principal import Principal
    from imperium.platform.workers import Workers

ENTRY_POINT_GROUP = "imperium.capabilities"

Inputs = TypeVar("Inputs", bound=BaseModel)


class Resources(Struct, frozen=True):
    """What one execution needs at the same time."""

    cpu: float = 0.0
    memory_mb: int = 0
    gpu: int = 0


LITTLE = Resources()
"""Next to nothing: what is waited for, or over in a moment."""


class Estimate(Struct, frozen=True):
    """What one execution is expected to take, before it runs, and how large its files will be where that is known."""

    seconds: float = 1.0
    cost_micro_usd: int = 0
    bytes: int | None = None


class Result(Struct, frozen=True):
    """What an execution gave: `output` is plain JSON data; files are artifacts.

    `engine` names what made it (`embedded:mitsuba`, `openrouter`), `model` the model where there was one.
    """

    output: Any
    engine: str
    model: str | None = None
    cost_micro_usd: int = 0
    artifacts: tuple[Artifact, ...] = ()
    details: dict[str, Any] = {}


def _unseen(fraction: float, message: str, preview: Preview | None = None) -> None:
    """Progress that nobody watches."""


Waiting = Callable[[], AbstractContextManager[None]]


def _untimed() -> AbstractContextManager[None]:
    """Waiting that no clock counts."""
    return nullcontext()


def _unheard(kind: str, data: dict[str, Any]) -> None:
    """Events that nobody follows."""


class Context(Struct, frozen=True):
    """What an execution may use. `idempotency_key` is the same for every attempt of the same task of a run. While it
    is inside `waiting()` its time does not run: for whoever stands in a queue."""

    principal: Principal
    artifacts: ArtifactStore
    workers: Workers
    registry: Registry
    progress: Progress = _unseen
    publish: Callable[[str, dict[str, Any]], None] = _unheard
    priority: Priority = "medium"
    budget_micro_usd: int | None = None
    deadline_s: float | None = None
    idempotency_key: str = ""
    waiting: Waiting = _untimed

    async def call(self, capability: str, inputs: dict[str, Any]) -> Result:
        """Run another capability by name, under the same principal, budget and deadline."""
        return await self.registry.get(capability).execute(inputs, self)


@dataclass(frozen=True, slots=True)
class Capability(Generic[Inputs]):
    """One kind of work. `purposes` are the words by which the planner recognises it in an objective. `run` leaves its
    inputs as they are: a further attempt is given the same."""

    name: str
    summary: str
    inputs: type[Inputs]
    run: Callable[[Inputs, Context], Awaitable[Result]]
    outputs: type[BaseModel] | None = None
    purposes: tuple[str, ...] = ()
    resources: Resources = LITTLE
    estimate: Callable[[Inputs], Estimate] = lambda inputs: Estimate()
    timeout_s: float = 300.0

    def parse(self, inputs: dict[str, Any]) -> Inputs:
        """Validate plain data. Raises InvalidInput naming field, value and remedy."""
        try:
            return self.inputs.model_validate(inputs)
        except ValidationError as error:
            raise invalid_input(error, self.inputs.model_fields) from None

    async def execute(self, inputs: dict[str, Any], context: Context) -> Result:
        return await self.run(self.parse(inputs), context)


def deferred(target: str) -> Callable[[Any, Context], Awaitable[Result]]:
    """The function at `module:name`, loaded when it is first called: a server that is never asked for a film need not
    hold what makes films."""
    module, _, name = target.partition(":")

    async def run(inputs: Any, context: Context) -> Result:
        function: Callable[[Any, Context], Awaitable[Result]] = getattr(import_module(module), name)
        return await function(inputs, context)

    return run


def invalid_input(error: ValidationError, known_fields: Iterable[str] = (), prefix: str = "") -> InvalidInput:
    """The first complaint of a pydantic error as InvalidInput, with the others under `errors`."""
    complaints = []
    for item in error.errors(include_url=False, include_context=False):
        path = ".".join(str(part) for part in item["loc"])
        value = item.get("input")
        shown = repr(value) if isinstance(value, str | int | float | bool | None) else type(value).__name__
        complaint = {"field": f"{prefix}{path}", "problem": item["msg"], "value": shown[:200]}
        if item["type"] == "extra_forbidden" and item["loc"]:
            complaint["problem"] = f"unknown field. {did_you_mean(str(item['loc'][-1]), known_fields)}"
        complaints.append(complaint)
    first = complaints[0]
    return InvalidInput(
        f"{first['field'] or 'body'}: {first['problem']}",
        field=first["field"] or None,
        value=first["value"],
        errors=complaints,
    )


class Registry:
    """Every capability by name."""

    def __init__(self, capabilities: Iterable[Capability[Any]] = ()) -> None:
        self._by_name: dict[str, Capability[Any]] = {}
        for capability in capabilities:
            self.add(capability)

    def add(self, capability: Capability[Any]) -> None:
        """Raises ValueError when the name is taken: one name, one kind of work."""
        if capability.name in self._by_name:
            raise ValueError(f"two capabilities are called {capability.name!r}")
        self._by_name[capability.name] = capability

    def add_installed(self) -> None:
        """Add what other packages declare through entry points."""
        for entry in entry_points(group=ENTRY_POINT_GROUP):
            self.add(entry.load())

    def get(self, name: str) -> Capability[Any]:
        """Raises NotFound with the nearest known name."""
        try:
            return self._by_name[name]
        except KeyError:
            raise NotFound(
                f"There is no capability {name!r}.",
                field="capability",
                remedy=did_you_mean(name, self._by_name),
            ) from None

    def find(self, name: str) -> Capability[Any] | None:
        return self._by_name.get(name)

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def __iter__(self) -> Iterator[Capability[Any]]:
        return iter(self._by_name.values())

    def names(self) -> list[str]:
        return sorted(self._by_name)
