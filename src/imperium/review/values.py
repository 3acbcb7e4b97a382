"""What a name is set to, where a file sets it once: enough to see the option or the size that a call gets."""

from __future__ import annotations

from collections import Counter

from imperium.analysis import program
from imperium.analysis.program import Call, Constant, Expression, Mapping
from imperium.review.project import Unit, string

DEPTH = 5
"""Names that are followed one after the other."""


class Values:
    """The values of a unit's names; a name that is set twice, or is a parameter, has none."""

    def __init__(self, unit: Unit) -> None:
        assigned = [
            (target.id, each.value)
            for each in unit.each(program.Assign)
            for target in each.targets
            if isinstance(target, program.Name) and each.operator is None
        ]
        times = Counter(name for name, _ in assigned)
        times.update(parameter.name for parameter in unit.each(program.Parameter))
        times.update(each.target.id for each in unit.each(program.Assignment) if isinstance(each.target, program.Name))
        self._known = {name: value for name, value in assigned if times[name] == 1}

    def of(self, node: Expression | None) -> Expression | None:
        """The expression that a name stands for, or the node itself."""
        for _ in range(DEPTH):
            if not isinstance(node, program.Name) or node.id not in self._known:
                break
            node = self._known[node.id]
        return node

    def constant(self, node: Expression | None) -> str | bytes | int | float | bool | None:
        """The value of a literal, or of a name that stands for one; None for anything else."""
        found = self.of(node)
        return found.value if isinstance(found, Constant) else None

    def text(self, node: Expression | None) -> str:
        """The text of a literal, or of a name that stands for one; empty for anything else."""
        return string(self.of(node)) or ""

    def number(self, node: Expression | None) -> float | None:
        """The number of a literal, or of a name that stands for one."""
        found = self.constant(node)
        return float(found) if isinstance(found, (int, float)) and not isinstance(found, bool) else None

    def argument(self, call: Call, position: int) -> Expression | None:
        """What is passed at a position, names followed."""
        return self.of(call.arguments[position]) if position < len(call.arguments) else None

    def option(self, call: Call, name: str) -> Expression | None:
        """What an object among the arguments holds under a name: JavaScript's named arguments."""
        for each in call.arguments:
            found = self.entry(each, name)
            if found is not None:
                return found
        return None

    def entry(self, node: Expression | None, name: str) -> Expression | None:
        """What an object that is written out holds under a name, names followed."""
        held = self.of(node)
        items = held.items if isinstance(held, Mapping) else []
        return next((self.of(value) for key, value in items if key is not None and string(key) == name), None)
