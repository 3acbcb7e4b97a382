"""From the name of a model, as people write it, to engines and their models."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from imperium.kit.suggest import did_you_mean
from imperium.platform.errors import InvalidInput


class Target(NamedTuple):
    """An engine and its name for a model; an empty one is what the engine takes by itself."""

    engine: str
    model: str

    @classmethod
    def parse(cls, text: str) -> Target:
        engine, _, model = text.partition(":")
        return cls(engine, model)

    def __str__(self) -> str:
        return f"{self.engine}:{self.model}" if self.model else self.engine


def targets_of(name: str, aliases: Mapping[str, tuple[str, ...]], engines: Collection[str]) -> list[Target]:
    """Where a name leads among these engines, the first choice first. A name is an alias (case and the way words are
    joined don't count), `engine:model`, an engine, or the model that an alias leads to.

    Raises:
        InvalidInput: nobody knows it here; says the nearest that is known.
    """
    if found := [*_found(name, aliases, engines)]:
        return found
    known = {*_reaching(aliases, engines), *engines}
    raise InvalidInput(
        f"model: there is no model {name[:60]!r} for this.",
        field="model",
        value=name[:60],
        remedy=f"{did_you_mean(name, known)} Leave `model` out for the embedded engine.",
    )


def _found(name: str, aliases: Mapping[str, tuple[str, ...]], engines: Collection[str]) -> Iterator[Target]:
    for alias, targets in _reaching(aliases, engines).items():
        if _folded(alias) == _folded(name):
            yield from targets
            return
    meant = Target.parse(name.strip())
    if meant.engine in engines:
        yield meant
        return
    exact = {target for targets in _reaching(aliases, engines).values() for target in targets}
    yield from sorted(target for target in exact if target.model == name.strip())


def _reaching(aliases: Mapping[str, tuple[str, ...]], engines: Collection[str]) -> dict[str, list[Target]]:
    """The aliases that lead to one of these engines, with where they lead."""
    parsed = {name: [Target.parse(text) for text in targets] for name, targets in aliases.items()}
    among = {name: [target for target in targets if target.engine in engines] for name, targets in parsed.items()}
    return {name: targets for name, targets in among.items() if targets}


def _folded(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum())
