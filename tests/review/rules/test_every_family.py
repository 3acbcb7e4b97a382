"""What holds for every family of rules, so that a new file is tested on the day it appears."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imperium.kit.kinds import discover
from imperium.review import rule
from imperium.review.claim import SEVERITIES
from imperium.review.project import Project
from imperium.review.rule import Family
from imperium.review.subject import Subject

FAMILIES = discover("imperium.review.rules", Family)
RULES = [(name, each) for name, family in FAMILIES.items() for each in family.rules]
SNIPPETS = (
    "import os, re, flask\nfrom flask import Flask, request\n",
    "app = Flask(__name__)\n",
    "@app.route('/x/<int:id>', methods=['POST'])\ndef f(id, password=None):\n    return request.form['a'] == id\n",
    "class A(View):\n    def post(self, request):\n        return {'password': self.x.password}\n",
    "def g(request):\n    try:\n        pass\n    except Exception as e:\n        return str(e)\n",
    "x = lambda: [y for y in z if y == request.cookies['admin']]\n",
    "SECRET_KEY = 'abc' + f'{x}'\nusers = {'admin': ('a', 'b'), **{}}\n",
    "response.set_cookie('a', *b, **c)\n",
    "def broken(:\n  (((\n",
)


@pytest.mark.parametrize(("family", "each"), RULES, ids=lambda value: getattr(value, "key", None))
def test_a_rule_says_what_is_wrong_and_what_to_do(family: str, each: rule.Rule):
    assert each.key.startswith(f"{family}/")
    assert each.cwe
    assert each.severity in SEVERITIES
    assert 0 < each.strength <= 1
    assert each.says.rstrip().endswith((".", "?"))
    assert each.remedy.rstrip()[-1] in '.`)"'
    assert len(each.remedy.split()) > 3


def test_keys_are_unique():
    keys = [each.key for _, each in RULES]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("name", FAMILIES)
def test_nothing_to_read_is_nothing_to_say(name: str):
    assert not list(FAMILIES[name].find(Project(Subject(files={}, root=Path()))))


@pytest.mark.parametrize("name", FAMILIES)
@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from(SNIPPETS) | st.text(string.printable, max_size=40), max_size=8))
def test_no_source_stops_a_family(name: str, parts: list[str]):
    text = "".join(parts)
    files = {
        "app.py": text,
        "page.html": text,
        "Dockerfile": text,
        "a.js": text,
        "nginx.conf": text,
        "openapi.yml": text,
    }
    for claim in rule.claims(FAMILIES[name].find(Project(Subject(files=files, root=Path()))), "security"):
        assert claim.place.path in files
        assert 1 <= claim.place.first <= len(text.split("\n"))
        assert not re.search(r"\{(name|what|value|cookie|kind|guard)\}", claim.description)


@pytest.mark.parametrize("name", FAMILIES)
def test_tests_and_libraries_of_others_are_left_alone(name: str):
    text = "SECRET_KEY = 'sT7w0rkK'\napp.run(debug=True)\nusers = [('admin', 'passw0rd1')]\n"
    files = {
        "tests/test_app.py": text,
        "node_modules/a/index.js": "const password = 'sT7w0rkK'",
        "static/jquery.js": "x",
    }
    assert not list(FAMILIES[name].find(Project(Subject(files=files, root=Path()))))


@pytest.mark.parametrize(
    "text",
    [
        "{{ a " + "|  a " * 3_000,
        "<object " * 20_000,
        "PASSWORD=" + " " * 60_000,
        "x = '" + "user" * 30_000 + "'",
        "def f(request):\n    return '" + "SELECT * FROM users " * 5_000 + "'",
        "x = " + "(" * 5_000,
        "a." * 20_000 + "b()",
    ],
    ids=["filters", "tags", "spaces", "a long word", "a long body", "parentheses", "a long chain"],
)
def test_no_text_keeps_a_family_busy(text: str):
    """Each of these takes a careless expression years; here all families together end."""
    files = {"app.py": text, "page.html": text, ".env": text, "Dockerfile": text, "a.js": text}
    project = Project(Subject(files=files, root=Path()))
    for family in FAMILIES.values():
        list(family.find(project))
