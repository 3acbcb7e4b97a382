"""Rust into the common representation, by tree-sitter-rust.

`&x`, `*x` and `x?` are the value itself; a block's last expression is what the block gives; the arguments of macros are
read as those of a call, a format text as a template.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from imperium.analysis.frontends.rust.expressions import EXPRESSIONS
from imperium.analysis.frontends.rust.items import imported, within
from imperium.analysis.frontends.rust.reading import Reading
from imperium.analysis.frontends.rust.statements import STATEMENTS
from imperium.analysis.parsing import Walk
from imperium.analysis.program import Module
from imperium.analysis.source import SourceFile

if TYPE_CHECKING:
    from tree_sitter import Node


def read(source: SourceFile) -> Module:
    """The program of a file; what can't be read of it is in `faults`."""
    return Reading(source, EXPRESSIONS, STATEMENTS).module(_module)


def _module(walk: Walk, root: Node) -> Module:
    if isinstance(walk, Reading):
        walk.imports = imported(walk)
    return Module(walk.source.path, walk.source.language, within(walk, root), walk.faults)
