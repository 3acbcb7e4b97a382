"""Sources: where a caller's data comes in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imperium.analysis.interpreter.values import Origin, Taint, Trace, Value
from imperium.analysis.masks import of_source

if TYPE_CHECKING:
    from imperium.analysis.interpreter.frame import Frame
    from imperium.analysis.model import Source
    from imperium.analysis.program import Node


def drawn(frame: Frame, source: Source, node: Node, name: str) -> Value:
    """What a source gives where it is read. The same name read twice by one call of a function is the same text."""
    frame.run.told += 1
    activation = frame.activation
    if source.route and activation is not None and activation.route is not None:
        return Value(constant=activation.route)
    origin = frame.run.origin(name, frame.stack if not source.calls else (*frame.stack, id(node)))
    return tainted(frame, source, node, origin, name)


def tainted(frame: Frame, source: Source, node: Node, origin: Origin, name: str) -> Value:
    """A value that a source lets a caller choose."""
    trace = Trace(frame.unit.path, node.at, f"{source.says} is read: `{name.removeprefix('builtins.')}`")
    origin.kinds = of_source(source.kinds, source.but)
    taint = Taint(origin.kinds, source.grade, trace, origin)
    return Value((taint,), type=source.gives)
