"""Small programs, examined."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from imperium.analysis.native.examination import examine
from imperium.analysis.native.flaw import Flaw
from imperium.analysis.source import SourceFile, language_of

Examine = Callable[..., list[Flaw]]


@pytest.fixture
def examined() -> Examine:
    """The flaws of files, given as `examined(text)` for one of C, or by name: `examined(**{"a.cpp": text})`."""

    def run(text: str = "", **files: str) -> list[Flaw]:
        texts = files or {"a.c": text}
        sources = [SourceFile(path, text, language_of(path) or "c") for path, text in texts.items()]
        found = examine(tuple(sources))
        assert not found.faults
        return list(found.flaws)

    return run


@pytest.fixture
def kinds(examined: Examine) -> Callable[..., set[str]]:
    """The kinds of flaws in the body of a function of C, or in whole files."""

    def run(body: str = "", **files: str) -> set[str]:
        return {flaw.kind for flaw in (examined(**files) if files else examined(f"void f(void) {{ {body} }}"))}

    return run
