"""Mutated programs do what the original ones do, under other names and in another order."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from benchmarks.review_suites.mutation import DIALECTS, MUTATIONS, mutate
from benchmarks.review_suites.mutation_kinds import extracted, renamed, reordered
from benchmarks.review_suites.mutation_text import parsed
from hypothesis import given, settings
from hypothesis import strategies as st

PYTHON = """
import json

def outer(app):
    @app
    def handler(request):
        import base64
        limit = 3
        text = "a"
        parts = []
        for index in range(limit):
            parts.append(f"{text}{index}")
            if index == 1:
                continue
        word, other = parts[0], parts[-1]
        try:
            number = int(word)
        except ValueError as error:
            number = len(str(error))
        total = sum(len(part) for part in parts)
        coded = base64.b64encode(text.encode()).decode()
        return json.dumps([word, other, number, total, coded, helper(total, low=1)])
    return handler

def helper(high, low):
    middle = (high + low) // 2
    label = "middle"
    return {label: middle}

def last(items):
    found = [item for item in items if item]
    return found[-1]

class Counter:
    def __init__(self, start):
        self.value = start
    def add(self, amount):
        before = self.value
        self.value = before + amount
        return self.value

print(outer(lambda function: function)(None), last([1, 2, 0]), Counter(2).add(3))
"""

JAVA = """
import java.util.*;

public class Main {
    private int count = 2;

    public static void main(String[] args) throws Exception {
        Main main = new Main();
        System.out.println(main.visible("seed") + " " + new Inner().show(4));
    }

    public String visible(String given) throws Exception {
        int limit = 3;
        String prefix = "p";
        List<String> parts = new ArrayList<String>();
        for (int index = 0; index < limit; index++) {
            if (index == 1) continue;
            parts.add(prefix + given + index + count);
        }
        String joined = String.join(",", parts);
        StringBuilder builder = new StringBuilder();
        for (String part : parts) builder.append(part.length());
        Runnable later = () -> System.out.println(joined + limit);
        later.run();
        char target = joined.charAt(1);
        String result;
        switch (target) {
            case 's': result = hidden(joined, limit); break;
            default: result = builder.toString();
        }
        return result + builder;
    }

    private String hidden(String text, int times) {
        String repeated = "";
        while (times-- > 0) repeated += text;
        return repeated;
    }

    static class Inner {
        int show(int amount) {
            int doubled = amount * 2;
            try {
                doubled += Integer.parseInt("x");
            } catch (NumberFormatException error) {
                doubled -= error.getMessage().length();
            }
            return doubled;
        }
    }
}
"""
SOURCES = {"python": PYTHON, "java": JAVA}


def python_says(source: str) -> str:
    return subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True).stdout


def java_says(source: str, folder: Path) -> str:
    (folder / "Main.java").write_text(source)
    ran = subprocess.run(["java", str(folder / "Main.java")], capture_output=True, text=True, check=True)
    return ran.stdout


@pytest.mark.parametrize("title", MUTATIONS)
def test_python_does_the_same(title: str, tmp_path: Path) -> None:
    expected = python_says(PYTHON)
    for number in range(3):
        source = PYTHON
        for mutation in MUTATIONS[title]:
            source = mutation(source, DIALECTS["python"], Random(number))
        assert source != PYTHON
        assert python_says(source) == expected, source


@pytest.mark.skipif(not shutil.which("javac"), reason="no Java compiler is here")
def test_java_does_the_same(tmp_path: Path) -> None:
    source = JAVA
    for mutation in MUTATIONS["all three"]:
        source = mutation(source, DIALECTS["java"], Random(1))
    assert source != JAVA
    assert java_says(source, tmp_path) == java_says(JAVA, tmp_path), source


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(), language=st.sampled_from(["python", "java"]), title=st.sampled_from(sorted(MUTATIONS)))
def test_every_mutation_can_be_read(seed: int, language: str, title: str) -> None:
    dialect, source = DIALECTS[language], SOURCES[language]  # type: ignore[index]
    for mutation in MUTATIONS[title]:
        source = mutation(source, dialect, Random(seed))
        assert not parsed(source, dialect.grammar).root.has_error, source


def test_names_that_others_know_stay() -> None:
    source = renamed(PYTHON, DIALECTS["python"], Random(2))
    for name in ("request", "low", "base64", "self.value", "json.dumps"):
        assert name in source
    for name in ("parts", "helper(", "word"):
        assert name not in source
    source = renamed(JAVA, DIALECTS["java"], Random(2))
    assert "visible(" in source
    assert "hidden(" not in source
    assert "joined" not in source
    assert "count" in source


def test_statements_leave_together_with_what_they_need() -> None:
    source = extracted("def f(a):\n    b = a + 1\n    return b\n", DIALECTS["python"], Random(0))
    assert source.count("def ") == 2
    assert source.count("b = a + 1") == 1
    unmoved = "def f(a):\n    for b in a:\n        return b\n"
    assert extracted(unmoved, DIALECTS["python"], Random(0)) == unmoved


def test_only_neighbours_that_know_nothing_of_each_other_change_places() -> None:
    dependent = "def f():\n    a = 1\n    b = a\n    c = b\n    return c\n"
    assert reordered(dependent, DIALECTS["python"], Random(0)) == dependent
    free = "def f():\n    a = 1\n    b = 2\n    return a, b\n"
    assert reordered(free, DIALECTS["python"], Random(1)) == "def f():\n    b = 2\n    a = 1\n    return a, b\n"


def test_a_file_is_changed_in_its_place(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_text(PYTHON)
    assert mutate(file, MUTATIONS["renamed"], DIALECTS["python"])
    assert file.read_text() != PYTHON
    assert not mutate(file, (), DIALECTS["python"])
