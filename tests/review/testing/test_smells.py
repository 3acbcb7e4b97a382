"""Faults of tests."""

from pathlib import Path

import pytest

from imperium.review.subject import Subject
from imperium.review.testing.smells import smells
from imperium.review.testing.suite import Suite


def found(path: str, text: str) -> list[tuple[str, int]]:
    matches = smells(Suite(Subject(files={path: text}, root=Path())))
    return [(match.rule.type, match.place.first) for match in matches]


PYTHON, SCRIPT, JAVA = "tests/test_a.py", "a.test.js", "src/test/java/ATest.java"


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        (PYTHON, "def test_f():\n    f()\n", [("test_without_assertion", 1)]),
        (PYTHON, "def test_f():\n    f()\n    assert True\n", [("pointless_test", 3)]),
        (PYTHON, "def test_f():\n    assert (f() == 1, 'wrong')\n", [("pointless_test", 2)]),
        (PYTHON, "class T:\n    def test_f(self):\n        self.assertEqual(1, 1)\n", [("pointless_test", 3)]),
        (PYTHON, "import pytest\n@pytest.mark.skip\ndef test_f():\n    assert f()\n", [("skipped_test", 3)]),
        (PYTHON, "import time\ndef test_f():\n    time.sleep(2)\n    assert f()\n", [("sleeping_test", 3)]),
        (SCRIPT, "it('works', () => {\n  f()\n})\n", [("test_without_assertion", 1)]),
        (JAVA, "class ATest {\n @Test void f() { g(); }\n}\n", [("test_without_assertion", 2)]),
        (JAVA, "class ATest {\n @Test void f() { Thread.sleep(500); assertTrue(g()); }\n}\n", [("sleeping_test", 2)]),
    ],
)
def test_a_fault(path: str, text: str, expected: list[tuple[str, int]]) -> None:
    assert found(path, text) == expected


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (PYTHON, "def test_f():\n    with pytest.raises(ValueError):\n        f()\n"),
        (PYTHON, "def test_f():\n    client.get('/').raise_for_status().check()\n"),
        (PYTHON, "def holds(a):\n    assert a\n\ndef test_f():\n    holds(f())\n"),
        (PYTHON, "def test_f(mock):\n    f()\n    mock.assert_called_once()\n"),
        (PYTHON, "@pytest.mark.skipif(sys.platform == 'win32', reason='x')\ndef test_f():\n    assert f()\n"),
        (PYTHON, "import asyncio\nasync def test_f():\n    await asyncio.sleep(0)\n    assert f()\n"),
        (SCRIPT, "it('works', async () => {\n  await expect(f()).resolves.toBe(1)\n})\n"),
        (JAVA, "class ATest {\n @Test void f() { verify(mock).g(); }\n}\n"),
        ("app/a.py", "def test_f():\n    f()\n"),
    ],
)
def test_no_fault(path: str, text: str) -> None:
    assert found(path, text) == []
