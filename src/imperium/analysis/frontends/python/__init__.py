"""Python, of every version that tree-sitter's grammar knows: newer ones than the interpreter that runs us too."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from imperium.analysis.frontends.python.reading import Reading
from imperium.analysis.frontends.python.statements import STATEMENTS
from imperium.analysis.program import Module
from imperium.analysis.source import SourceFile
from imperium.analysis.syntax import Syntax

if TYPE_CHECKING:
    from tree_sitter import Language


def read(source: SourceFile) -> Module:
    """A file in the common representation. `package` is its dotted name, by its path."""
    syntax = Syntax(source, _grammar())
    reading = Reading(syntax, source.path, STATEMENTS)
    body = reading.block(syntax.root)
    return Module(source.path, source.language, body, syntax.faults() + reading.faults, reading.dotted)


@cache
def _grammar() -> Language:
    import tree_sitter_python
    from tree_sitter import Language

    return Language(tree_sitter_python.language())
