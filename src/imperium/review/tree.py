"""Syntax trees for experts that read a file as it is written: comments, signatures, tokens, imports."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from imperium.analysis.frontend import is_generated
from imperium.analysis.parsing import grammar
from imperium.analysis.source import Language, SourceFile
from imperium.analysis.syntax import Syntax

if TYPE_CHECKING:
    from tree_sitter import Node


_CPP = re.compile(
    r"^\s*(?:class|namespace|template|using)\b|\bstd::|^\s*(?:public|private|protected)\s*:", re.MULTILINE
)
"""What a header of C doesn't hold."""


@lru_cache(maxsize=500)
def tree(source: SourceFile) -> Syntax | None:
    """The tree of a file, which experts in one process share; None for one that is generated or packed."""
    if is_generated(source.text):
        return None
    dialect = "language_typescript" if source.path.endswith((".ts", ".mts", ".cts")) else None
    language: Language = "cpp" if source.path.endswith(".h") and _CPP.search(source.text) else source.language
    return Syntax(source, grammar(language, dialect))


def walk(root: Node, within: Collection[str] | None = None) -> Iterator[Node]:
    """The named nodes below one, in the order of the text, however deep; only below nodes of the types in `within`,
    if any are given."""
    waiting = root.named_children[::-1]
    while waiting:
        node = waiting.pop()
        yield node
        if within is None or node.type in within:
            waiting.extend(reversed(node.named_children))


def text(node: Node | None) -> str:
    """What a node says; of none, the empty text."""
    return "" if node is None or node.text is None else node.text.decode("utf-8", "replace")


def line(node: Node) -> int:
    """The line a node begins on."""
    return node.start_point.row + 1
