"""Which file of a project imports which other one."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

from imperium.analysis.frontend import FAMILIES
from imperium.analysis.source import Language, SourceFile
from imperium.review.dependency.imports import Imported, imported

SUFFIXES = ("", ".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs", "/index.ts", "/index.tsx", "/index.js")
"""What Node and bundlers add to a path, in their order."""


@dataclass(frozen=True)
class ImportGraph:
    """`edges`: file → the files that it imports, and the line of each. `outside`: file → what isn't of the project."""

    edges: dict[str, dict[str, int]]
    outside: dict[str, list[Imported]]

    @cached_property
    def fan_in(self) -> dict[str, int]:
        """How many files import each file, the most imported first."""
        counts: dict[str, int] = {}
        for targets in self.edges.values():
            for target in targets:
                counts[target] = counts.get(target, 0) + 1
        return dict(sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])))

    def within(self, paths: Iterable[str]) -> dict[str, list[str]]:
        """The graph of some files alone."""
        kept = set(paths)
        return {path: [target for target in self.edges[path] if target in kept] for path in sorted(kept)}


def import_graph(sources: Iterable[SourceFile]) -> ImportGraph:
    """The graph of a project's files."""
    files = tuple(sources)
    known = _Known(files)
    edges: dict[str, dict[str, int]] = {}
    outside: dict[str, list[Imported]] = {}
    for source in files:
        targets = edges.setdefault(source.path, {})
        for one in imported(source):
            found = [path for path in known.targets(source, one) if path != source.path]
            for path in found:
                targets.setdefault(path, one.line)
            if not found:
                outside.setdefault(source.path, []).append(one)
    return ImportGraph(edges, outside)


class _Known:
    """The files of a project by what they are imported as."""

    def __init__(self, sources: Iterable[SourceFile]) -> None:
        self._paths = {source.path: source.language for source in sources}
        self._modules = {name: path for path in self._in("python") for name in _dotted(path)}
        self._classes: dict[str, list[str]] = {}
        for path in self._in("java"):
            self._classes.setdefault(PurePosixPath(path).stem, []).append(path)

    def _in(self, language: Language) -> list[str]:
        return [path for path, of in self._paths.items() if of == language]

    def targets(self, source: SourceFile, one: Imported) -> Iterator[str]:
        """The files that an import loads."""
        match FAMILIES[source.language]:
            case "python":
                yield from self._python(source, one)
            case "javascript":
                yield from self._first(_relative(source, one.name + end) for end in SUFFIXES if one.name[:1] == ".")
            case "java":
                yield from self._java(one.name)
            case "cpp":
                name = one.name.strip('"<>')
                places = [_relative(source, name), name, f"include/{name}", f"src/{name}"]
                yield from self._first(places if one.name[:1] == '"' else places[2:])
            case "rust":
                yield from self._rust(source, one.name)

    def _python(self, source: SourceFile, one: Imported) -> Iterator[str]:
        package = list(PurePosixPath(source.path).parent.parts)
        start = package[: len(package) - one.above + 1] if one.above else []
        base = ".".join([*start, *filter(None, [one.name])])
        below = [path for name in one.names if (path := self._modules.get(f"{base}.{name}"))]
        yield from below
        if len(below) < len(one.names) or not one.names:
            yield from filter(None, [self._modules.get(base)])

    def _java(self, name: str) -> Iterator[str]:
        ending = name.replace(".", "/") + ".java"
        candidates = self._classes.get(name.rpartition(".")[2], [])
        yield from (path for path in candidates if path == ending or path.endswith(f"/{ending}"))

    def _rust(self, source: SourceFile, name: str) -> Iterator[str]:
        """`crate::a::b` may be the file of `a::b`, or an item of `a`; the longest that is a file counts."""
        head, *parts = name.partition("{")[0].rstrip(":").split("::")
        folder = PurePosixPath(source.path).parent
        stem = PurePosixPath(source.path).stem
        if head == "crate":
            root = next((parent for parent in folder.parents if parent.name == "src"), folder)
            root = folder if folder.name == "src" else root
        elif head == "self":
            root = folder if stem in ("mod", "lib", "main") else folder / stem
        else:
            return
        for length in range(len(parts), 0, -1):
            path = root.joinpath(*parts[:length])
            found = list(self._first((f"{path}.rs", f"{path}/mod.rs")))
            if found:
                yield from found
                return

    def _first(self, paths: Iterable[str]) -> Iterator[str]:
        yield from [path for path in paths if path in self._paths][:1]


def _relative(source: SourceFile, name: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(source.path), name))


def _dotted(path: str) -> Iterator[str]:
    """The names a module may be imported by: from the root, and from a folder of sources below it."""
    parts = PurePosixPath(path).with_suffix("").parts
    parts = parts[:-1] if parts[-1] == "__init__" else parts
    for start in range(2):
        if len(parts) > start and (start == 0 or parts[0] in ("src", "lib", "app", "backend", "python")):
            yield ".".join(parts[start:])
