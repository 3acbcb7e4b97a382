"""Every front end over the registry: a new one is tested on the day that it appears."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imperium.intelligences.web_app_builder.frontends import _dart
from imperium.intelligences.web_app_builder.model import Pattern
from imperium.intelligences.web_app_builder.renderer import frontends

from .studio import studio

ALL = sorted(frontends())
LOCKED = sorted(key for key, renderer in frontends().items() if renderer.checked)
PATTERNS: tuple[Pattern, ...] = ("mvc", "mvvm")
LITERAL = re.compile(r'"(?:[^"\\\n]|\\.)*"')
HOSTILE = (
    '"; alert(1); "',
    "</script><script>alert(1)</script>",
    "\\",
    "${1 + 1}",
    "`+alert(1)+`",
    "{{constructor.constructor('alert(1)')()}}",
    "*/ --> ]]> %} {% raw %}",
    "' onclick='alert(1)",
    "line\u2028separator",
    "../../../etc/passwd",
    "@if (true) { <b> }",
)


class Structure(HTMLParser):
    """The elements and the names of their attributes, without any text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[object] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, *(name for name, _ in attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.found.append(tag)


def skeleton(path: str, text: str) -> object:
    """What is code in a file: everything but the contents of its literals."""
    return Structure(text).found if path.endswith(".html") else LITERAL.sub('""', text)


@cache
def plain(key: str) -> Mapping[str, str]:
    return frontends()[key].render(studio())


def broken_out(key: str, label: str) -> list[str]:
    """The files in which this label changed more than the content of a literal."""
    files, usual = frontends()[key].render(studio(label)), plain(key)
    assert files.keys() == usual.keys()
    changed = [path for path, text in files.items() if text != usual[path]]
    return [path for path in changed if skeleton(path, files[path]) != skeleton(path, usual[path])]


@pytest.mark.parametrize("label", HOSTILE)
@pytest.mark.parametrize("key", ALL)
def test_names_stay_where_they_stand(key: str, label: str) -> None:
    assert broken_out(key, label) == []


@pytest.mark.parametrize("key", ALL)
@settings(max_examples=6, deadline=None)
@given(label=st.text(min_size=1, max_size=40))
def test_no_text_becomes_code(key: str, label: str) -> None:
    assert broken_out(key, label) == []


@settings(max_examples=15, deadline=None)
@given(label=st.text(alphabet="${}\\\"'ax", min_size=1, max_size=12))
def test_a_dollar_begins_nothing_in_dart(label: str) -> None:
    text = frontends()["flutter"].render(studio(label))["lib/model/entities/tag.dart"]
    assert not any(re.search(r"(?<!\\)(?:\\\\)*\$", literal) for literal in LITERAL.findall(text))


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("key", ALL)
def test_the_pattern_says_who_holds_the_state(key: str, pattern: Pattern) -> None:
    files = frontends()[key].render(studio(pattern=pattern))
    folder, other = ("controllers", "viewmodels") if pattern == "mvc" else ("viewmodels", "controllers")
    assert any(f"/{folder}/" in path for path in files)
    assert not any(f"/{other}/" in path or f"/{other}/" in text for path, text in files.items())


@pytest.mark.parametrize("key", ALL)
def test_what_was_not_asked_for_is_not_there(key: str) -> None:
    asked, without = plain(key), frontends()[key].render(studio(features=False))
    missing = {path.lower() for path in asked.keys() - without.keys()}
    for feature in ("account", "dashboard", "analytics", "payments"):
        assert any(feature in path for path in missing), feature
    views = " ".join(text for path, text in without.items() if "/views/" in path)
    assert not re.search(r"Account(View|Page)|Dashboard(View|Page)|Payments(View|Page)", views)


@pytest.mark.parametrize("key", ALL)
def test_every_entity_has_a_file_of_its_own(key: str) -> None:
    files = plain(key)
    for name in ("client", "tag", "project"):
        assert sum(f"/entities/{name}." in path for path in files) == 1


@pytest.mark.parametrize("key", ALL)
def test_paths_are_plain(key: str) -> None:
    for path in frontends()[key].render(studio("../evil\x00")):
        assert re.fullmatch(r"(?:[A-Za-z0-9_.\[\]-]+/)*[A-Za-z0-9_.-]+", path)
        assert ".." not in path.split("/")


@pytest.mark.parametrize("key", ALL)
def test_nothing_comes_from_another_host(key: str) -> None:
    allowed = ("http://127.0.0.1:8000", "http://10.0.2.2:8000", "https://example.com", "http://app.test")
    for path, text in plain(key).items():
        for address in re.findall(r"https?://\w[\w.:-]+", text):
            assert address.startswith(allowed), f"{path}: {address}"


@pytest.mark.parametrize("key", LOCKED)
def test_dependencies_are_locked_by_hash_and_by_no_host(key: str) -> None:
    files = plain(key)
    assert "://" not in files["package-lock.json"]
    wanted, lock = json.loads(files["package.json"]), json.loads(files["package-lock.json"])["packages"]
    for name, version in (wanted["dependencies"] | wanted["devDependencies"]).items():
        assert lock[f"node_modules/{name}"]["version"] == version
    assert all(package["integrity"].startswith("sha512-") for path, package in lock.items() if path)


@pytest.mark.parametrize("key", LOCKED)
def test_the_lock_holds_every_platform(key: str) -> None:
    """Else `npm ci` refuses it: what a package may need on another machine has to be there as well."""
    lock: dict[str, dict[str, Any]] = json.loads(plain(key)["package-lock.json"])["packages"]
    for path, package in lock.items():
        for name in package.get("optionalDependencies", {}):
            assert f"node_modules/{name}" in lock or f"{path}/node_modules/{name}" in lock


def test_equal_apps_are_equal_files() -> None:
    for key, renderer in frontends().items():
        assert renderer.render(studio()) == plain(key)


def test_flutter_says_that_it_was_not_built() -> None:
    flutter = frontends()["flutter"]
    assert not flutter.checked
    assert "not built" in flutter.note
    assert "not compiled" in flutter.render(studio())["README.md"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("void main() { print('${1 + (2)}'); }", None),
        ('const a = "\\"\\$"; // (', None),
        ("const a = r'^\\d+$'; /* ' */", None),
        ("f() { print('a); }\n", "a string doesn't end in line 1"),
        ("f() { print('a); }", "' is never closed"),
        ("void main() {\n  f(];\n}", "] closes nothing in line 2"),
        ("void main() {", "{ is never closed"),
        ("import 'nowhere.dart';", "it imports nowhere.dart, which isn't there"),
        ("import 'package:flutter/material.dart';\nimport 'model/app.dart';", None),
        ("import 'package:frontend/model/app.dart';", None),
    ],
)
def test_dart_is_looked_at(text: str, fault: str | None) -> None:
    found = list(_dart.faults("lib/main.dart", text, {"lib/model/app.dart": ""}))
    assert found == ([fault] if fault else [])
