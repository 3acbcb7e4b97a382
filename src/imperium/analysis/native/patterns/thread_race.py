"""A function that runs as a thread and changes what others share, without a lock."""

import re
from collections.abc import Iterator

from imperium.analysis.native import ctype, syntax
from imperium.analysis.native.lowering import assigned
from imperium.analysis.native.pattern import Pattern, Place, calls, named, nodes, types

STARTS = re.compile(r"thread|thrd", re.IGNORECASE)
LOCKS = re.compile(r"lock|mutex|atomic|sem_wait|critical", re.IGNORECASE)


def look(place: Place, function: syntax.Function) -> Iterator[tuple[syntax.Node, str]]:
    if not _runs_as_thread(place, function.name) or any(LOCKS.search(named(call)) for call in calls(function)):
        return
    known = types(place, function)
    local = {one.name for one in nodes(function) if isinstance(one, (syntax.Declare, syntax.Parameter))}
    shared = (assigned(function) & set(place.unit.globals)) - local
    for node in nodes(function):
        if isinstance(node, (syntax.Assign, syntax.Increment)) and _is_shared(node.target, shared, known):
            yield node, "threads change this at the same time, and no lock keeps them apart"


def _runs_as_thread(place: Place, name: str) -> bool:
    """Whether a function is started twice or more, or at all beside others, as a thread."""
    started = 0
    for function in place.unit.functions:
        for call in calls(function):
            if STARTS.search(named(call)):
                started += sum(isinstance(one, syntax.Name) and one.id == name for one in call.arguments)
    return started > 1


def _is_shared(target: syntax.Expression, shared: set[str], known: dict[str, ctype.Type]) -> bool:
    if isinstance(target, syntax.Name):
        return target.id in shared
    pointer = target.operand if isinstance(target, syntax.Unary) and target.operator == "*" else None
    return isinstance(pointer, syntax.Name) and isinstance(known.get(pointer.id), ctype.Pointer)


PATTERN = Pattern(look, strength=0.7)
