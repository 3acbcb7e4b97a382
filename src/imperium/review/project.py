"""What rules read: programs with an index of their nodes, pages, and every other text, each parsed once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import PurePosixPath
from typing import TypeVar

from imperium.analysis import program
from imperium.analysis.frontend import read
from imperium.analysis.program import Call, Constant, Expression, Function, Module, Node
from imperium.analysis.source import SourceFile
from imperium.review.subject import Subject

Kind = TypeVar("Kind", bound=Node)

PAGES = frozenset({".html", ".htm", ".xhtml", ".jinja", ".jinja2", ".j2", ".tpl", ".mako", ".ejs", ".hbs", ".pug"})
APART = re.compile(
    r"(^|/)(tests?|testing|spec|specs|__tests__|node_modules|bower_components|vendor|third_party|site-packages|"
    r"\.?venv|env|migrations|dist|build|docs?|examples?|fixtures)/|(^|/)(test_[^/]*|[^/]*_test|conftest)\.py$|"
    r"\.(test|spec)\.[jt]sx?$|\.min\.js$"
)
"""Paths that aren't the running program: tests, examples, code of others, what was built."""
LIBRARY = re.compile(
    r"(^|/)(jquery|bootstrap|popper|materialize|d3|vue|react(-dom)?|angular|lodash|underscore|moment|chart|three|socket\.io|"
    r"select2|datatables|ckeditor|tinymce|codemirror|ace|highlight|prism|swagger-ui|fontawesome|modernizr|axios|knockout|"
    r"ember|backbone|handlebars|mustache|require|semantic|foundation|bulma|purify)[\w.-]*\.(js|css)$",
    re.IGNORECASE,
)
LINE = 2_000
"""Characters of a line that rules look at."""
BANNER = re.compile(r"\s*(/\*!|/\*\*?[^/]{0,400}(@license|Copyright|Licensed under))")
"""How the file of a JavaScript library begins."""


@dataclass(frozen=True, eq=False)
class Unit:
    """A source with its program. Nodes are found by kind; nothing is walked twice."""

    source: SourceFile
    module: Module

    @property
    def path(self) -> str:
        return self.source.path

    @cached_property
    def _index(self) -> tuple[dict[type[Node], list[Node]], dict[int, Function]]:
        kinds: dict[type[Node], list[Node]] = {}
        owners: dict[int, Function] = {}
        waiting: list[tuple[Node, Function | None]] = [(node, None) for node in reversed(self.module.body)]
        while waiting:
            node, owner = waiting.pop()
            kinds.setdefault(type(node), []).append(node)
            if owner is not None:
                owners[id(node)] = owner
            inside = node if isinstance(node, Function) and node.name else owner
            waiting.extend((child, inside) for child in reversed(program.children(node)))
        return kinds, owners

    def each(self, kind: type[Kind]) -> list[Kind]:
        """The nodes of a kind, in the order of the text."""
        return self._index[0].get(kind, [])  # type: ignore[return-value]

    def function_of(self, node: Node) -> Function | None:
        """The innermost named function that a node is in."""
        return self._index[1].get(id(node))

    @cached_property
    def imports(self) -> dict[str, str]:
        """Local name → full name, wherever in the file it is imported."""
        return {local: full for found in self.each(program.Import) for local, full in found.names.items()}

    @cached_property
    def knows(self) -> str:
        """All full names that are imported, in one text to be searched."""
        return " ".join(self.imports.values())

    def full(self, node: Expression | None) -> str:
        """The dotted name of an expression with imports resolved: `req.args.get` → `flask.request.args.get`.

        Calls and subscripts on the way are written `()` and `[]`; anything else is the empty text.
        """
        match node:
            case program.Name(id=name):
                return self.imports.get(name, name)
            case program.Attribute(value=value, name=name):
                return f"{self.full(value)}.{name}"
            case program.Call(function=function):
                return f"{self.full(function)}()"
            case program.Subscript(value=value):
                return f"{self.full(value)}[]"
            case program.Await(value=value):
                return self.full(value)
        return ""

    def text(self, node: Node) -> str:
        """The source text of a node."""
        start = node.at
        lines = self.source.lines[start.line - 1 : max(start.line, start.end_line)]
        if not lines:
            return ""
        lines = [*lines[:-1], lines[-1][: start.end_column - 1]]
        return "\n".join([lines[0][start.column - 1 :], *lines[1:]])

    @cached_property
    def _named(self) -> list[tuple[Call, str]]:
        """The calls whose function has a name, in the order of the text."""
        return [(call, name) for call in self.each(Call) if (name := self.full(call.function))]

    @cached_property
    def _by_last(self) -> dict[str, list[int]]:
        """Where in `_named` the names stand that end in a word."""
        found: dict[str, list[int]] = {}
        for number, (_, name) in enumerate(self._named):
            found.setdefault(name.rpartition(".")[2], []).append(number)
        return found

    def calls(self, *last: str) -> Iterator[tuple[Call, str]]:
        """The calls and their full names, those whose last part is one of `last` if any is given."""
        if not last:
            return iter(self._named)
        return (self._named[number] for number in sorted(n for word in set(last) for n in self._by_last.get(word, ())))


@lru_cache(maxsize=500)
def unit_of(source: SourceFile) -> Unit:
    """The unit of a source; who asks for it again gets the same one, with what was found in it."""
    return Unit(source, read(source))


@dataclass(frozen=True)
class Page:
    """A template or HTML page."""

    path: str
    text: str

    @cached_property
    def lines(self) -> list[str]:
        """Its lines, the longest cut off: nobody wrote those."""
        return [line[:LINE] for line in self.text.split("\n")]


@dataclass(frozen=True, eq=False)
class Project:
    """The files under review as rules see them: programs, pages, texts. Tests and code of others are left out."""

    subject: Subject

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """The programs of the product."""
        return tuple(unit_of(source) for source in self.subject.sources if not is_apart(source.path, source.text))

    def written_in(self, *languages: str) -> list[Unit]:
        """The programs in some languages."""
        return [unit for unit in self.units if unit.source.language in languages]

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """Templates and pages."""
        return tuple(
            Page(path, text)
            for path, text in sorted(self.subject.files.items())
            if PurePosixPath(path).suffix.lower() in PAGES and not is_apart(path)
        )

    def texts(self, pattern: str) -> Iterator[tuple[str, str]]:
        """(path, text) of the files whose path matches."""
        found = re.compile(pattern, re.IGNORECASE)
        for path, text in sorted(self.subject.files.items()):
            if found.search(path) and not is_apart(path):
                yield path, text

    def mentions(self, pattern: str, *languages: str) -> bool:
        """Whether any program of the languages (python if none is named) has the pattern outside of a comment."""
        found = re.compile(pattern)
        return any(found.search(uncommented(unit.source.text)) for unit in self.written_in(*(languages or ("python",))))


def is_apart(path: str, text: str = "") -> bool:
    """Whether a file is no part of the product itself: a test, an example, a library that was copied in."""
    if APART.search(path) or LIBRARY.search(path):
        return True
    return path.endswith((".js", ".mjs", ".cjs")) and bool(BANNER.match(text))


def uncommented(text: str) -> str:
    """Python's text with what follows a `#` at the start of a word cut off."""
    return re.sub(r"(?m)(^|\s)#.*$", "", text)


def string(node: Expression | None) -> str | None:
    """The text of a literal, or None."""
    return node.value if isinstance(node, Constant) and isinstance(node.value, str) else None


def is_literal(node: Expression | None, value: str | int | bool | None) -> bool:
    """Whether it is this literal; True is not 1."""
    return isinstance(node, Constant) and type(node.value) is type(value) and node.value == value


def keyword(call: Call, name: str) -> Expression | None:
    """The argument that is passed by this name."""
    return next((value for key, value in call.keywords if key == name), None)


def argument(call: Call, position: int, name: str = "") -> Expression | None:
    """The argument at a position, or by its name."""
    found = keyword(call, name) if name else None
    if found is None and position < len(call.arguments):
        found = call.arguments[position]
    return found


def named(node: Expression | None) -> str:
    """The last name of a target: `a`, `x.a`, `x["a"]` are all `a`."""
    match node:
        case program.Name(id=name) | program.Attribute(name=name):
            return name
        case program.Subscript(index=index):
            return string(index) or ""
    return ""
