"""Sinks and misuses: whether a call does harm."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imperium.analysis.interpreter.invocation import holds
from imperium.analysis.interpreter.values import Taints, unions

if TYPE_CHECKING:
    from imperium.analysis.interpreter.frame import Frame
    from imperium.analysis.interpreter.invocation import Invocation
    from imperium.analysis.interpreter.state import State
    from imperium.analysis.model import Sink


def check(frame: Frame, call: Invocation, state: State) -> None:
    """Tell of what a call does."""
    for sink in call.known.sinks:
        if (not sink.constructs or call.node.constructs) and holds(sink, call, state):
            reaching = state.unproven(_reaching(sink, call, state))
            frame.report(sink.kind, call.node, call.name, reaching, sink.certainty)
    for misuse in call.known.misuses:
        if holds(misuse, call, state):
            frame.tell(misuse.kind, call.node, call.name, misuse.certainty, says=misuse.says)


def _reaching(sink: Sink, call: Invocation, state: State) -> Taints:
    if not sink.arguments:
        return call.everything(state)
    values = [value for selector in sink.arguments for value in call.select(selector, state)]
    return unions(value.taints if sink.shallow else state.deep(value) for value in values)
