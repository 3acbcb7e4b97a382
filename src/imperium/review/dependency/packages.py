"""Packages of Node that are imported but asked for nowhere: they work until somebody else's dependency changes."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from imperium.review.claim import Claim, Place
from imperium.review.dependency.graph import ImportGraph
from imperium.review.dependency.lock import json

VOTER = "imports"
SECTIONS = ("dependencies", "devDependencies", "peerDependencies", "optionalDependencies")
BUILT_IN = re.compile(
    r"assert|async_hooks|buffer|child_process|cluster|console|constants|crypto|dgram|diagnostics_channel|dns|domain|"
    r"events|fs|http|http2|https|inspector|module|net|os|path|perf_hooks|process|punycode|querystring|readline|repl|"
    r"stream|string_decoder|sys|timers|tls|trace_events|tty|url|util|v8|vm|wasi|worker_threads|zlib"
)
"""Modules of Node itself (nodejs.org/api)."""


def undeclared(graph: ImportGraph, files: Mapping[str, str]) -> Iterator[Claim]:
    """Imports of packages that no `package.json` above the file names, each package once a manifest."""
    manifests = dict(_manifests(files))
    told: set[tuple[str, str]] = set()
    for path, imports in sorted(graph.outside.items()):
        above = [folder for folder in _above(path) if folder in manifests]
        if not above or PurePosixPath(path).suffix.lower() not in (
            ".js",
            ".jsx",
            ".mjs",
            ".cjs",
            ".ts",
            ".tsx",
            ".mts",
        ):
            continue
        asked = set().union(*(manifests[folder] for folder in above))
        for one in imports:
            package = _package(one.name)
            if package and package not in asked and (above[0], package) not in told:
                told.add((above[0], package))
                yield _claim(path, one.line, package, posixpath.join(above[0], "package.json"))


def _manifests(files: Mapping[str, str]) -> Iterator[tuple[str, set[str]]]:
    """Folder → the packages that its manifest asks for, and its own name."""
    for path, text in files.items():
        if PurePosixPath(path).name != "package.json" or "node_modules/" in path:
            continue
        try:
            document = json(text)
        except ValueError:
            continue
        sections = [document.get(section) for section in SECTIONS]
        named = {name for section in sections if isinstance(section, dict) for name in section}
        yield posixpath.dirname(path), named | {str(document.get("name"))}


def _above(path: str) -> Iterator[str]:
    """The folders a file lies in, the nearest first."""
    while path:
        path = posixpath.dirname(path)
        yield path


def _package(name: str) -> str:
    """`lodash/fp` → `lodash`; empty for what isn't a package: Node's own, aliases of bundlers (`@/`, `~`, `#`)."""
    if name.startswith((".", "/", "@/", "~", "#", "$", "virtual:")) or ":" in name:
        return ""
    parts = name.split("/")
    package = "/".join(parts[:2]) if name.startswith("@") else parts[0]
    return "" if BUILT_IN.fullmatch(package) else package


def _claim(path: str, line: int, package: str, manifest: str) -> Claim:
    return Claim(
        type="missing_dependency",
        rule="imports/undeclared",
        voter=VOTER,
        school=VOTER,
        expert="dependency",
        severity="medium",
        place=Place(path, line, line),
        description=f"{package} is imported but {manifest} doesn't ask for it.",
        recommendation=f"Add it to {manifest}: `npm install {package}`.",
        strength=0.7,
    )
