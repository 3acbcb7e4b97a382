"""The catalogue: the models of a language family, read, checked and indexed by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Generic, Literal, TypeVar

import msgspec
import yaml

from imperium.analysis.model import (
    Container,
    Entry,
    Guard,
    Kind,
    Misuse,
    Model,
    Sanitizer,
    Sink,
    Source,
    Transfer,
)
from imperium.analysis.selector import Selector, selector
from imperium.kit.shipped import parsed
from imperium.platform.errors import FatalError

R = TypeVar("R")
T = TypeVar("T")
_MODELS = resources.files("imperium.analysis") / "models"


Trust = Literal["rules", "folds", "sanitizers", "nothing"]
"""What a bare name is good for: for rules about methods, for computing with constants, for sanitizers, for nothing."""


@dataclass(frozen=True, slots=True)
class Known:
    """All that is known of one call, by its name."""

    sources: tuple[Source, ...] = ()
    sinks: tuple[Sink, ...] = ()
    sanitizers: tuple[Sanitizer, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    misuses: tuple[Misuse, ...] = ()
    guards: tuple[Guard, ...] = ()
    harmless: bool = False
    fold: str | None = None
    makes: Container | None = None
    collects: Container | None = None
    ends: bool = False

    def over(self, other: Known) -> Known:
        """This knowledge, filled up with a less exact one where this one has nothing to say."""
        if other is NOTHING or self is NOTHING:
            return self if other is NOTHING else other
        return Known(
            self.sources or other.sources,
            self.sinks or other.sinks,
            self.sanitizers or other.sanitizers,
            self.transfers or other.transfers,
            self.misuses or other.misuses,
            self.guards or other.guards,
            self.harmless or other.harmless,
            self.fold or other.fold,
            self.makes or other.makes,
            self.collects or other.collects,
            self.ends or other.ends,
        )


NOTHING = Known()


class Catalogue:
    """A model, indexed. Look-ups are remembered: a program calls few names often."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._sections = {
            name: _Index[Any](getattr(model, name))
            for name in ("sources", "sinks", "sanitizers", "transfers", "misuses", "guards")
        }
        self._reads = _Index[Source](model.sources, "reads")
        self._makes = _Index[Container](model.containers, "makes")
        self._collects = _Index[Container](model.containers, "collects")
        self._containers = {name: container for container in model.containers for name in container.types}
        self._harmless = Names(model.harmless)
        self._ends = frozenset(model.ends)
        self._closed = frozenset(model.closed)
        self._callbacks = tuple(entry for entry in model.entries if entry.callbacks)
        self.by_name = tuple(store for store in model.stores if store.names and not store.into)
        self.by_both = tuple(store for store in model.stores if store.names and store.into)
        self._calls: dict[str, Known] = {}
        self._sources: dict[str, tuple[Source, ...]] = {}
        self._together: dict[tuple[tuple[str, ...], str | None, Trust], Known] = {}
        self._methods: dict[str, Known] = {}

    def call(self, name: str) -> Known:
        """What is known of a full dotted name that is called."""
        if (found := self._calls.get(name)) is None:
            found = self._calls[name] = self._known(name, "by_name", name)
        return found

    def method(self, name: str) -> Known:
        """What is known of a method by its name alone."""
        if (found := self._methods.get(name)) is None:
            found = self._methods[name] = self._known(name, "by_method", f".{name}")
        return found

    def read(self, name: str) -> tuple[Source, ...]:
        """The sources that reading a full dotted name is."""
        if (found := self._sources.get(name)) is None:
            found = self._sources[name] = self._reads.by_name(name)
        return found

    def of_call(self, names: tuple[str, ...], method: str | None, trust: Trust) -> Known:
        """What is known of a call by all its names, the more exact ones first, and by its bare name as far as that
        is to be trusted."""
        key = (names, method, trust)
        if (found := self._together.get(key)) is None:
            found = self._together[key] = self._of_call(names, method, trust)
        return found

    def _of_call(self, names: tuple[str, ...], method: str | None, trust: Trust) -> Known:
        known = NOTHING
        for name in names:
            known = known.over(self.call(name))
        bare = self.method(method) if method else NOTHING
        if trust == "rules":
            return known.over(bare)
        if trust == "sanitizers" and known is NOTHING:
            return Known(sanitizers=bare.sanitizers) if bare.sanitizers else NOTHING
        return known.over(Known(fold=bare.fold)) if trust == "folds" and bare.fold else known

    def container(self, type_: str | None) -> Container | None:
        """How the contents of a type are followed, if they are."""
        return self._containers.get(type_) if type_ else None

    def callback(self, names: tuple[str, ...], method: str | None) -> Entry | None:
        """The kind of entry that functions are which are passed to a call."""
        for entry in self._callbacks:
            if any(_calls(each, names, method) for each in entry.callbacks):
                return entry
        return None

    def is_closed(self, name: str) -> bool:
        """Whether a name belongs to a module that is known well enough to say that it is no method."""
        return name in self._closed or name.partition(".")[0] in self._closed

    def true_name(self, name: str) -> str:
        """The name that rules use for a thing that has several."""
        return self.model.aliases.get(name, name)

    def _known(self, name: str, how: str, key: str) -> Known:
        found = {section: getattr(index, how)(name) for section, index in self._sections.items()}
        known = Known(
            **found,
            harmless=key in self._harmless,
            fold=self.model.folds.get(key),
            makes=next(iter(self._makes.by_name(key)), None),
            collects=next(iter(self._collects.by_name(key)), None),
            ends=key in self._ends,
        )
        return NOTHING if known == NOTHING else known


def _calls(wanted: str, names: tuple[str, ...], method: str | None) -> bool:
    if wanted.startswith("."):
        return method == wanted[1:]
    return any(name == wanted or (wanted[:2] == "*." and name.endswith(wanted[1:])) for name in names)


class Names:
    """Full names, some of them by their end (`*.Integer.parseInt`)."""

    def __init__(self, names: Iterable[str]) -> None:
        self._exact = frozenset(name for name in names if not name.startswith("*"))
        self._ends = frozenset(name[1:] for name in names if name.startswith("*"))

    def __contains__(self, name: str) -> bool:
        if name in self._exact:
            return True
        dotted = f".{name}"
        return any(dotted[at:] in self._ends for at, letter in enumerate(dotted) if letter == ".")


class _Index(Generic[R]):
    """Rules by exact name, by the end of a name, and by method."""

    def __init__(self, rules: Iterable[R], field: str = "calls") -> None:
        self._exact: dict[str, list[R]] = defaultdict(list)
        self._ends: dict[str, list[tuple[str, R]]] = defaultdict(list)
        self._methods: dict[str, list[R]] = defaultdict(list)
        for rule in rules:
            for name in getattr(rule, field):
                self._enter(name, rule)
            for method in getattr(rule, "methods", ()):
                self._methods[method].append(rule)

    def _enter(self, name: str, rule: R) -> None:
        if name.startswith("*"):
            self._ends[name.rpartition(".")[2]].append((name[1:], rule))
        else:
            self._exact[name].append(rule)

    def by_name(self, name: str) -> tuple[R, ...]:
        found = self._exact.get(name, [])
        ends = self._ends.get(name.rpartition(".")[2], ())
        return (*found, *(rule for end, rule in ends if name.endswith(end) or name == end[1:]))

    def by_method(self, name: str) -> tuple[R, ...]:
        return tuple(self._methods.get(name, ()))


@cache
def catalogue(family: str) -> Catalogue:
    """The models of a family: `python`, `javascript`, `java`, `rust`, `cpp`. Without files: an empty one.

    Raises:
        FatalError: a file isn't as `model.py` describes it.
    """
    folder = _MODELS / family
    files = sorted(folder.iterdir(), key=lambda file: file.name) if folder.is_dir() else []
    models = [
        read_model(f"{family}/{file.name}", file.read_text("utf-8")) for file in files if file.name.endswith(".yaml")
    ]
    return Catalogue(_together(models))


def _together(models: list[Model]) -> Model:
    if not models:
        return Model()
    merged: dict[str, Any] = {}
    for field in Model.__struct_fields__:
        parts = [getattr(model, field) for model in models]
        if parts and isinstance(parts[0], dict):
            merged[field] = _merged(parts)
        elif parts and isinstance(parts[0], bool):
            merged[field] = any(parts)
        else:
            merged[field] = tuple(item for part in parts for item in part)
    return Model(**merged)


@cache
def kinds() -> dict[str, Kind]:
    """What can go wrong, by name."""
    return _convert("kinds.yaml", (_MODELS / "kinds.yaml").read_text("utf-8"), dict[str, Kind])


def read_model(name: str, text: str) -> Model:
    """The model that a YAML text holds.

    Raises:
        FatalError: it isn't as `model.py` describes it; the message names the file and the key.
    """
    model = _convert(name, text, Model)
    for kind in _kinds_of(model):
        _require_kind(name, kind)
    return model


def _merged(parts: list[dict[str, Any]]) -> dict[str, Any]:
    """Several maps as one; what two of them list under one key is listed together."""
    found: dict[str, Any] = {}
    for key, value in (item for part in parts for item in part.items()):
        known = found.get(key)
        found[key] = (*known, *value) if isinstance(known, tuple) else value
    return found


def _kinds_of(model: Model) -> Iterator[str]:
    yield from (sink.kind for sink in model.sinks)
    yield from (misuse.kind for misuse in model.misuses)
    yield from (store.kind for store in model.stores)
    for source in model.sources:
        yield from (*source.kinds, *source.but)
    for sanitizer in model.sanitizers:
        yield from sanitizer.clears
    for guard in model.guards:
        yield from guard.clears


def _require_kind(file: str, kind: str) -> None:
    if kind != "*" and kind not in kinds():
        raise FatalError(f"{file} speaks of the kind {kind!r}, which kinds.yaml doesn't have", remedy="Add it there.")


def _convert(name: str, text: str, kind: type[T]) -> T:
    try:
        return msgspec.convert(parsed(text), kind, dec_hook=_hook)
    except (yaml.YAMLError, msgspec.ValidationError) as error:
        raise FatalError(
            f"analysis/models/{name} can't be read: {error}",
            remedy="Write it as analysis/model.py describes it.",
        ) from error


def _hook(kind: type, value: Any) -> Any:
    if kind is Selector:
        return selector(str(value))
    raise NotImplementedError(kind)
