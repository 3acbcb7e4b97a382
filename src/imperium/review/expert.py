"""The expert: one view of a program. Its kinds are in `experts/`, one a file, the file's name is its public key.

A module in `experts/` has `EXPERT`, an `Expert`. It runs in a bounded child process (time, memory), with nothing but
the subject, so `examine` is a plain function of picklable values.
"""

from __future__ import annotations

from typing import Any, Literal, Protocol, runtime_checkable

from msgspec import Struct

from imperium.analysis.source import Language
from imperium.review.claim import Claim
from imperium.review.subject import Subject
from imperium.review.tool import Outcome


class Verdict(Struct, frozen=True, kw_only=True):
    """What a check of Meta says of one claim, by the claim's position in what it was given.

    `rejected`: the claim is not shown; `capped`: its confidence is at most `limit`; `unfixed`: its fix is withheld.
    """

    claim: int
    check: str
    ruling: Literal["rejected", "capped", "unfixed"]
    reason: str
    limit: float = 1.0


class Examination(Struct, frozen=True, kw_only=True):
    """What an expert has to say.

    `outcomes` are of the tools that it asked, its own analysis among them (named `imperium`); `metrics` are figures
    (cyclomatic complexity, coverage, …) for who wants them, `summary` one or two sentences. Only Meta has verdicts.
    """

    expert: str
    claims: tuple[Claim, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    metrics: dict[str, Any] = {}
    summary: str = ""
    verdicts: tuple[Verdict, ...] = ()


@runtime_checkable
class Expert(Protocol):
    """`types` are the types of claims it is competent for, `asks` the specific task its prompt names."""

    name: str
    languages: tuple[Language, ...]
    types: frozenset[str]
    asks: str

    def examine(self, subject: Subject, earlier: tuple[Claim, ...] = ()) -> Examination:
        """Examine a subject; `earlier` are the claims of experts before it (pipeline, backtrack)."""
        ...
