"""What a mutation has to know of a language. Its kinds are `mutation_java.py` and `mutation_python.py`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from tree_sitter import Language, Node

from benchmarks.review_suites.mutation_text import Edit, Text


class Dialect(Protocol):
    """`functions` are those whose variables are their own; nested ones belong to the one around them."""

    grammar: Language

    def functions(self, text: Text) -> list[Node]: ...

    def variables(self, text: Text, function: Node) -> set[str]:
        """The variables of a function that nobody outside knows by name."""
        ...

    def is_variable(self, node: Node) -> bool:
        """Whether an identifier names a variable here (not a member, a keyword argument, a type)."""
        ...

    def own_functions(self, text: Text) -> dict[str, list[Node]]:
        """Functions that only this file knows: their names, and all identifiers that mean them."""
        ...

    def statements(self, function: Node) -> list[Node]:
        """The statements of a function's body."""
        ...

    def binds(self, text: Text, statement: Node) -> set[str]:
        """The variables that a statement gives a value, surely or not."""
        ...

    def surely_binds(self, text: Text, statement: Node) -> set[str]:
        """Those that have a value after it whatever happens."""
        ...

    def parameters(self, text: Text, function: Node) -> set[str]: ...

    def may_leave(self, statement: Node) -> bool:
        """Whether a statement may be moved into a function of its own."""
        ...

    def extraction(
        self, text: Text, function: Node, run: Sequence[Node], name: str, given: list[str], wanted: list[str]
    ) -> list[Edit] | None:
        """The edits that move a run of statements into a function `name`; None where the language forbids it."""
        ...

    def shuffled_groups(self, text: Text) -> list[list[Node]]:
        """Declarations whose order means nothing."""
        ...

    def is_plain(self, statement: Node) -> bool:
        """Whether a statement gives a new variable a value that is written out: nothing is called or read."""
        ...
