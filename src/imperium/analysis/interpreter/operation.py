"""The operation: what a method does to the contents of its object, and gives. Its kinds are in `containers/`.

A module in `containers/` has `OPERATIONS`, by the names that `containers` of the models use. An operation takes the
object, its contents, the call and the state, which it may change.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from imperium.analysis.interpreter.values import Thing, Value

if TYPE_CHECKING:
    from imperium.analysis.interpreter.invocation import Invocation
    from imperium.analysis.interpreter.state import State

Operation: TypeAlias = "Callable[[Value, Thing, Invocation, State], Value]"
