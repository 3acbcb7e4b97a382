"""What the rules find in files that a test writes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from imperium.kit.kinds import load
from imperium.review import rule
from imperium.review.project import Project
from imperium.review.rule import Family
from imperium.review.subject import Subject

Found = list[tuple[str, str, int]]


@pytest.fixture
def found() -> Callable[..., Found]:
    """`found("cookies", text)` or `found("csrf", {path: text})`: (rule, path, line) of each claim of a family."""

    def find(family: str, files: str | dict[str, str]) -> Found:
        texts = {"app.py": files} if isinstance(files, str) else files
        subject = Subject(files={path: dedent(text) for path, text in texts.items()}, root=Path())
        kept = load("imperium.review.rules", Family, family)
        claims = rule.claims(kept.find(Project(subject)), "security")
        return [(claim.rule.removeprefix("rules/"), claim.place.path, claim.place.first) for claim in claims]

    return find
