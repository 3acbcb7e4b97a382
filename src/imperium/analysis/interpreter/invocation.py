"""The invocation: a call with its parts evaluated, as rules look at it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from imperium.analysis.catalogue import Known
from imperium.analysis.interpreter.values import CLEAN, NOTHING, Taints, Value, union, unions

if TYPE_CHECKING:
    from imperium.analysis.interpreter.state import State
    from imperium.analysis.model import Rule, Test
    from imperium.analysis.program import Call
    from imperium.analysis.selector import Selector


@dataclass(slots=True)
class Invocation:
    """`names` are the full dotted names that the call may go by, the likeliest first; `method` and `receiver` are set
    for what is called on an object. `rest` are taints of arguments that were spread, `spread` those of keywords among
    them. `exits` are the states and values with which a function of the project came back, None where none was
    followed.
    """

    node: Call
    callee: Value
    names: tuple[str, ...]
    known: Known
    arguments: list[Value]
    keywords: dict[str, Value]
    rest: Taints = CLEAN
    method: str | None = None
    receiver: Value | None = None
    exits: list[tuple[State, Value]] | None = None
    ends: bool = False
    spread: Taints = CLEAN
    options: bool = False
    """What an object among the arguments holds is passed by name as well."""

    @property
    def name(self) -> str:
        """What it calls, for people."""
        return self.names[0].removeprefix("builtins.") if self.names else self.method or "a call"

    def argument(self, position: int) -> Value:
        """The argument at a position; `NOTHING` where none is."""
        return self.arguments[position] if position < len(self.arguments) else NOTHING

    def select(self, selector: Selector, state: State) -> list[Value]:
        """The values that a selector means; none where nothing was passed."""
        found = self._whole(selector) if selector.whole else self._named(selector, state)
        if selector.item is None:
            return found
        return [item for value in found for item in _item(value, selector.item, state)]

    def _whole(self, selector: Selector) -> list[Value]:
        if selector.whole == "receiver":
            return [self.receiver] if self.receiver is not None else []
        if selector.whole == "**":
            return [Value(self.spread)] if self.spread else []
        return [*self.arguments, *self.keywords.values(), *([Value(self.rest)] if self.rest else [])]

    def _named(self, selector: Selector, state: State) -> list[Value]:
        found: list[Value] = []
        if selector.position is not None:
            end = None if selector.rest else selector.position + 1
            found = self.arguments[selector.position : end]
        if not found or selector.rest:
            named = [self._keyword(name, state) for name in selector.keywords]
            found = found + [value for value in named if value is not None]
        return found or ([Value(self.rest)] if self.rest else [])

    def _keyword(self, name: str, state: State) -> Value | None:
        if name in self.keywords or not self.options:
            return self.keywords.get(name)
        things = (state.thing(value) for value in self.arguments)
        return next(
            (thing.entries[name] for thing in things if thing and thing.entries and name in thing.entries), None
        )

    def everything(self, state: State) -> Taints:
        """The taints of all that is passed."""
        given = unions(state.deep(value) for value in (*self.arguments, *self.keywords.values()))
        return union(given, self.rest)


def _item(value: Value, index: int | str, state: State) -> list[Value]:
    thing = state.thing(value)
    if isinstance(index, str):
        return [thing.attributes[index]] if thing is not None and index in thing.attributes else []
    if thing is None or thing.items is None:
        return [value]
    return [thing.items[index]] if -len(thing.items) <= index < len(thing.items) else []


def holds(rule: Rule, call: Invocation, state: State) -> bool:
    """Whether the conditions of a rule hold for a call."""
    return all(passes(test, _selected(name, call, state)) for name, test in rule.when.items()) and not any(
        passes(test, _selected(name, call, state)) for name, test in rule.unless.items()
    )


def _selected(name: str, call: Invocation, state: State) -> list[Value]:
    from imperium.analysis.selector import selector

    return call.select(selector(name), state)


def passes(test: Test, values: list[Value]) -> bool:
    """Whether a test holds for the values that were passed; one of several is enough."""
    if test.given is not None and test.given is not bool(values):
        return False
    if not values:
        return test.is_ is None and test.like is None and test.type is None
    return any(_passes(test, value) for value in values)


def _passes(test: Test, value: Value) -> bool:
    return (
        (test.is_ is None or _among(value, test.is_))
        and (test.isnt is None or not _among(value, test.isnt))
        and (test.like is None or _matches(test.like, value))
        and (test.unlike is None or not _matches(test.unlike, value))
        and (test.type is None or value.type in test.type)
    )


def _among(value: Value, wanted: tuple[object, ...]) -> bool:
    if value.known or value.choices:
        return any(
            constant == each and isinstance(constant, type(each)) for constant in _may_be(value) for each in wanted
        )
    return value.name is not None and any(_named(value.name, each) for each in wanted)


def _may_be(value: Value) -> frozenset[object]:
    return frozenset((value.constant,)) if value.known else value.choices


def _named(name: str, wanted: object) -> bool:
    return isinstance(wanted, str) and (name == wanted or (wanted[:2] == "*." and name.endswith(wanted[1:])))


def _matches(pattern: str, value: Value) -> bool:
    texts = _may_be(value) or frozenset((value.name,))
    return any(isinstance(text, str) and _compiled(pattern).search(text) for text in texts)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
