"""What a server's client is told instead of an answer."""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """A problem document, as words for a person."""

    def __init__(self, problem: dict[str, Any]) -> None:
        self.problem = problem
        super().__init__(" ".join(filter(None, (problem.get("detail") or problem.get("title"), problem.get("remedy")))))


class Unreachable(Exception):
    """No answer, or half of one."""

    def __init__(self, why: str) -> None:
        super().__init__(f"The server can't be reached: {why}. Start it with `imperium up`.")
