"""Which file a name means."""

from __future__ import annotations

import pytest

from imperium.analysis.modules import Modules, dotted, is_test

FILES = [
    "app/__init__.py",
    "app/db.py",
    "app/web/views.py",
    "src/lib/x.py",
    "tools/db.py",
    "js/db/index.js",
    "README.md",
]


@pytest.mark.parametrize(
    ("importer", "name", "found"),
    [
        ("main.py", "app.db.connect", ("app/db.py", "connect")),
        ("main.py", "app", ("app/__init__.py", "")),
        ("app/web/views.py", "db.connect", ("app/db.py", "connect")),
        ("tools/run.py", "db", ("tools/db.py", "")),
        ("main.py", "lib.x.f", ("src/lib/x.py", "f")),
        ("main.py", "js/db.query", ("js/db/index.js", "query")),
        ("main.py", "flask.request", None),
        ("main.py", "README", None),
    ],
)
def test_names_are_looked_for_from_the_importing_file_up(
    importer: str, name: str, found: tuple[str, str] | None
) -> None:
    assert Modules(FILES).find(importer, name) == found


def test_folders_are_packages() -> None:
    assert Modules(FILES).is_folder("main.py", "app.web")
    assert not Modules(FILES).is_folder("main.py", "web")


def test_a_package_s_own_file_has_the_package_s_name() -> None:
    assert dotted("app/__init__.py") == "app"
    assert dotted("app/web/views.py") == "app.web.views"


@pytest.mark.parametrize(
    ("path", "is_one"),
    [
        ("tests/a.py", True),
        ("app/test_a.py", True),
        ("a_test.js", True),
        ("src/a.spec.ts", True),
        ("src/main/ATest.java", True),
        ("conftest.py", True),
        ("app/latest.py", False),
        ("app/contest/a.py", False),
        ("app/testimony.py", False),
    ],
)
def test_tests_are_known_by_their_path(path: str, is_one: bool) -> None:
    assert is_test(path) is is_one
