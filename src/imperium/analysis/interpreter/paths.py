"""Routes: the paths under which a framework calls a function, as its decorators write them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from imperium.analysis.program import Attribute, Call, Constant, Name

if TYPE_CHECKING:
    from imperium.analysis.model import Entry
    from imperium.analysis.program import Decorator, Expression, Function

_PARAMETER = re.compile(r"[<{:*(]")
_NUMBER = re.compile(
    r"<(?:int|float|uuid)(?:\([^)]*\))?:(\w+)>|<(\w+):(?:int|float|re:[\[\]\\d0-9+*-]+)>|\{(\w+):(?:int|float|uuid)\}"
)


def only_path(node: Function, entry: Entry | None) -> str | None:
    """The path of an entry, if it has only one and no parameter in it: then the request's path is known."""
    found = paths(node, entry)
    path = next(iter(found), None)
    return path if len(found) == 1 and path and not _PARAMETER.search(path) else None


def numbers(node: Function, entry: Entry | None) -> frozenset[str]:
    """Parameters that are numbers wherever they come from, since all paths say so: `<int:page>`, `{page:int}`."""
    found = [_numbers_in(path or "") for path in paths(node, entry)]
    return frozenset.intersection(*found) if found else frozenset()


def _numbers_in(path: str) -> frozenset[str]:
    return frozenset(name for match in _NUMBER.finditer(path) for name in match.groups() if name)


def paths(node: Function, entry: Entry | None) -> set[str | None]:
    """The paths that the decorators of an entry write; None for one that isn't a plain text."""
    if entry is None or entry.path is None:
        return set()
    return {_path(decorator, entry) for decorator in node.decorators if last(decorator.value) in entry.decorators}


def _path(decorator: Decorator, entry: Entry) -> str | None:
    selector, value = entry.path, decorator.value
    if selector is None or not isinstance(value, Call):
        return None
    given: list[Expression] = value.arguments[selector.position or 0 : (selector.position or 0) + 1]
    given += [each for name, each in value.keywords if name in selector.keywords]
    found = given[0] if given else None
    return found.value if isinstance(found, Constant) and isinstance(found.value, str) else None


def last(node: Expression) -> str:
    """The last part of the name of a decorator or base."""
    if isinstance(node, Call):
        return last(node.function)
    if isinstance(node, Attribute):
        return node.name
    return node.id if isinstance(node, Name) else ""
