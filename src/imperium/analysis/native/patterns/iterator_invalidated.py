"""A container that is changed while an iterator runs through it, and the iterator used on."""

from collections.abc import Iterator

from imperium.analysis.native import syntax
from imperium.analysis.native.pattern import Pattern, Place, blocks, calls, named, nodes

CHANGES = ("clear", "erase", "push_back", "insert", "pop_back", "resize", "push_front", "pop_front")
LEAVES = (syntax.Break, syntax.Return, syntax.Goto, syntax.Throw)


def look(place: Place, function: syntax.Function) -> Iterator[tuple[syntax.Node, str]]:
    for loop in nodes(function):
        if not isinstance(loop, syntax.Loop) or loop.test is None:
            continue
        containers = {_owner(call) for call in calls(loop.test, "end", "rend")} - {""}
        for call in calls(loop.body, *CHANGES):
            if _owner(call) in containers and not _is_used(loop, call) and not _leaves(function, call):
                yield call, f"`{named(call)}` makes the iterator of the loop invalid, and the loop goes on with it"


def _owner(call: syntax.Call) -> str:
    owner = call.function.value if isinstance(call.function, syntax.Member) else None
    return owner.id if isinstance(owner, syntax.Name) else ""


def _is_used(loop: syntax.Loop, call: syntax.Call) -> bool:
    """Whether the new iterator that the change returns is kept."""
    kept = (one for one in syntax.walk(loop.body) if isinstance(one, (syntax.Assign, syntax.Declare)))
    return any(one.value is not None and call in syntax.walk(one.value) for one in kept)


def _leaves(function: syntax.Function, call: syntax.Call) -> bool:
    """Whether the loop is left right after the change."""
    for body in blocks(function):
        for index, one in enumerate(body):
            if isinstance(one, syntax.Evaluate) and one.value is call:
                return any(isinstance(after, LEAVES) for after in body[index + 1 :])
    return False


PATTERN = Pattern(look, strength=0.8)
