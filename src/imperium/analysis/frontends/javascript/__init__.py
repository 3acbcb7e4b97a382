"""JavaScript and TypeScript, with JSX: modules of both kinds, classes, patterns, promises."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from imperium.analysis.frontends.javascript.modules import own_name
from imperium.analysis.frontends.javascript.reading import Reading
from imperium.analysis.frontends.javascript.statements import program
from imperium.analysis.program import Module
from imperium.analysis.source import SourceFile
from imperium.analysis.syntax import Syntax

if TYPE_CHECKING:
    from tree_sitter import Language


def read(source: SourceFile) -> Module:
    """A file in the common representation. `package` is its path without the suffix: what `require` finds it by."""
    syntax = Syntax(source, _grammar(source))
    reading = Reading(syntax, source.path)
    body = program(reading, syntax.root)
    return Module(source.path, source.language, body, syntax.faults() + reading.faults, own_name(source.path))


def _grammar(source: SourceFile) -> Language:
    """`<Type>value` is a cast in `.ts` and an element in `.tsx`."""
    if source.language == "javascript":
        return _javascript()
    return _typescript("language_tsx" if source.path.lower().endswith(".tsx") else "language_typescript")


@cache
def _javascript() -> Language:
    import tree_sitter_javascript
    from tree_sitter import Language

    return Language(tree_sitter_javascript.language())


@cache
def _typescript(dialect: str) -> Language:
    import tree_sitter_typescript
    from tree_sitter import Language

    return Language(getattr(tree_sitter_typescript, dialect)())
