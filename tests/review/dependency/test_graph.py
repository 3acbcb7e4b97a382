"""Who imports whom, in each language."""

import pytest

from imperium.analysis.source import SourceFile, language_of
from imperium.review.dependency.graph import ImportGraph, import_graph


def graph(files: dict[str, str]) -> ImportGraph:
    return import_graph(SourceFile(path, text, language_of(path) or "python") for path, text in files.items())


PROJECTS: dict[str, tuple[dict[str, str], dict[str, list[str]]]] = {
    "python": (
        {
            "src/app/__init__.py": "from .a import A\n",
            "src/app/a.py": "import os\nfrom app import b\nif TYPE_CHECKING:\n    from app import c\n",
            "src/app/b.py": "def f():\n    import app.a\ntry:\n    import app.c as d\nexcept ImportError:\n    pass\n",
            "src/app/c.py": '"""\nimport app.a\n"""\n',
        },
        {"src/app/__init__.py": ["src/app/a.py"], "src/app/a.py": ["src/app/b.py"], "src/app/b.py": ["src/app/c.py"]},
    ),
    "javascript": (
        {
            "a.ts": "import { b } from './b'\nimport type { C } from './c'\nexport * from './lib'\nimport 'react'\n",
            "b.js": "const { d } = require('./lib/d').e\nfunction f() { require('./a') }\n",
            "c.ts": "",
            "lib/index.ts": "import './d.js'\n",
            "lib/d.js": "",
        },
        {"a.ts": ["b.js", "lib/index.ts"], "b.js": ["lib/d.js"], "lib/index.ts": ["lib/d.js"]},
    ),
    "java": (
        {"src/p/A.java": "package p;\nimport q.B;\nimport java.util.List;\n", "src/q/B.java": "package q;\n"},
        {"src/p/A.java": ["src/q/B.java"]},
    ),
    "rust": (
        {
            "src/main.rs": "mod a;\nuse crate::a::b::Thing;\nuse std::io;\n",
            "src/a/mod.rs": "pub mod b;\n",
            "src/a/b.rs": "use crate::a;\n",
        },
        {
            "src/main.rs": ["src/a/mod.rs", "src/a/b.rs"],
            "src/a/mod.rs": ["src/a/b.rs"],
            "src/a/b.rs": ["src/a/mod.rs"],
        },
    ),
    "cpp": (
        {"src/a.cpp": '#include "b.h"\n#include <lib/c.h>\n#include <vector>\n', "src/b.h": "", "include/lib/c.h": ""},
        {"src/a.cpp": ["src/b.h", "include/lib/c.h"]},
    ),
}


@pytest.mark.parametrize("language", PROJECTS)
def test_imports_within_a_project(language: str) -> None:
    files, expected = PROJECTS[language]
    edges = graph(files).edges
    assert {path: list(targets) for path, targets in edges.items() if targets} == expected


def test_what_is_not_of_the_project_is_kept_apart() -> None:
    found = graph(PROJECTS["javascript"][0])
    assert [one.name for one in found.outside["a.ts"]] == ["react"]


def test_fan_in() -> None:
    assert next(iter(graph(PROJECTS["rust"][0]).fan_in.items())) == ("src/a/b.rs", 2)


def test_deep_nesting_is_no_trouble() -> None:
    assert graph({"a.py": "if x:\n" + "".join(f"{' ' * n}if x:\n" for n in range(1, 3000))}).edges == {"a.py": {}}
