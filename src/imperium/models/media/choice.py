"""Who makes what was asked for: the model that its name leads to, or the embedded engine, which says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from imperium.models.media.names import Target
from imperium.platform.auth.principal import Principal
from imperium.platform.errors import InvalidInput

if TYPE_CHECKING:
    from imperium.models.media.desk import Desk

EMBEDDED = "embedded"


class Engine(Protocol):
    """What every kind of engine tells."""

    def missing(self, model: str, desk: Desk | None, principal: Principal) -> str | None:
        """What has to be done before it can be used, as words that follow “to use it,”; None where it can."""


E = TypeVar("E", bound=Engine)


@dataclass(frozen=True, slots=True)
class Choice(Generic[E]):
    """An engine by its name, and its own name for the model. `notes` say where that isn't what was asked for."""

    name: str
    engine: E
    model: str = ""
    notes: tuple[str, ...] = ()

    @property
    def used(self) -> str | None:
        """What stands in an answer as the model that was used."""
        return str(Target(self.name, self.model)) if self.name != EMBEDDED else None


def choose(
    asked: str | None, strict: bool, engines: Mapping[str, E], desk: Desk | None, principal: Principal
) -> Choice[E]:
    """The first engine that the name leads to and that is ready. Without a desk it is the embedded one.

    Raises:
        InvalidInput: nobody knows the name; or nothing that it leads to is ready, and the request is `strict`.
    """
    embedded = engines[EMBEDDED]
    if asked is None or desk is None:
        return Choice(EMBEDDED, embedded)
    targets = desk.targets(asked, engines)
    lacking = {}
    for target in targets:
        engine = engines[target.engine]
        missing = engine.missing(target.model, desk, principal)
        if missing is None:
            return Choice(target.engine, engine, target.model, _standing_for(asked, target))
        lacking[target] = missing
    why = _why(asked, lacking)
    if strict:
        raise InvalidInput(
            f"model: {why[0]}",
            field="model",
            value=asked[:60],
            remedy=f"{why[1]} Or leave `strict_model` out for the embedded engine.",
        )
    return Choice(EMBEDDED, embedded, notes=(f"{why[0]} The embedded engine made this instead. {why[1]}",))


def _standing_for(asked: str, target: Target) -> tuple[str, ...]:
    if asked.strip() in (str(target), target.model, target.engine):
        return ()
    return (f"{asked} stands for {target} here (media.aliases).",)


def _why(asked: str, lacking: Mapping[Target, str]) -> tuple[str, str]:
    """What is the matter, and what to do about it."""
    first, missing = next(iter(lacking.items()))
    others = " or ".join(str(target) for target in lacking)
    return f"{asked} leads to {others}, which isn't ready here.", f"To use {first}, {missing}."
