"""A rule of the linter: one thing that an editor would strike out. The file name is the rule's name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from imperium.intelligences.product_content.page import Page
from imperium.kit.kinds import discover


@dataclass(frozen=True, slots=True)
class Rule:
    """`judge` gives what is wrong, each with the place or the figure."""

    judge: Callable[[Page], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Finding:
    rule: str
    what: str

    def as_dict(self) -> dict[str, str]:
        return {"rule": self.rule, "what": self.what}


@cache
def rules() -> dict[str, Rule]:
    return discover("imperium.intelligences.product_content.rules", Rule)


def judge(page: Page) -> list[Finding]:
    """Everything that is wrong with a page."""
    return [Finding(name, what) for name, rule in rules().items() for what in rule.judge(page)]
