"""Java 21 and older: a file into the common representation, by tree-sitter-java."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from imperium.analysis.frontends.java.declarations import members
from imperium.analysis.frontends.java.expressions import EXPRESSIONS
from imperium.analysis.frontends.java.reading import Reading, parts
from imperium.analysis.frontends.java.statements import STATEMENTS
from imperium.analysis.parsing import Walk
from imperium.analysis.program import Module
from imperium.analysis.source import SourceFile

if TYPE_CHECKING:
    from tree_sitter import Node


def read(source: SourceFile) -> Module:
    """The program of a file; what can't be read of it is in `faults`."""
    expressions, statements = cast(Any, EXPRESSIONS), cast(Any, STATEMENTS)  # they read with a `Reading`, as given here
    return Reading(source, expressions, statements, members=members).module(_module)


def _module(walk: Walk, root: Node) -> Module:
    declared = [node for node in parts(root) if node.type == "package_declaration"]
    package = walk.text(parts(declared[0])[-1]).replace(" ", "") if declared else ""
    return Module(walk.source.path, walk.source.language, walk.body(root), walk.faults, package)
