"""Claims about the same thing, put together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from msgspec import Struct

from imperium.review.claim import SEVERITIES, Claim

GAP = 4
"""Lines between two claims of one thing: voters point at a call's first line, its last, or the statement's."""


class Cluster(Struct, frozen=True):
    """Claims about one thing; `first` is the one that tells most: with a flow, then the surest."""

    claims: tuple[Claim, ...]

    @property
    def first(self) -> Claim:
        return max(self.claims, key=_tells)

    @property
    def schools(self) -> frozenset[str]:
        return frozenset(claim.school for claim in self.claims)


def _tells(claim: Claim) -> tuple[int, float, int]:
    return len(claim.flow), claim.strength, -SEVERITIES.index(claim.severity)


def clusters(claims: Iterable[Claim]) -> list[Cluster]:
    """The claims by what they are about: the same file and function, the same type or weakness (CWE), lines near each
    other. In the order of the text."""
    by_file: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_file[claim.place.path].append(claim)
    return [cluster for path in sorted(by_file) for cluster in _in_file(by_file[path])]


def _in_file(claims: list[Claim]) -> list[Cluster]:
    groups: list[list[Claim]] = []
    for claim in sorted(claims, key=lambda claim: (claim.place, claim.rule)):
        group = next((group for group in reversed(groups) if _belongs(claim, group)), None)
        if group is None:
            groups.append([claim])
        else:
            group.append(claim)
    return [Cluster(tuple(group)) for group in groups]


def _belongs(claim: Claim, group: Sequence[Claim]) -> bool:
    """Whether a claim is about what a group is about. A voter speaks once of a thing: its two claims on lines apart, or
    of one rule on different lines, are two things."""
    return any(_alike(claim, other) for other in group) and not any(_apart(claim, other) for other in group)


def _apart(claim: Claim, other: Claim) -> bool:
    if other.rule == claim.rule:
        return other.place != claim.place
    overlap = claim.place.first <= other.place.last and other.place.first <= claim.place.last
    return (other.voter, other.school) == (claim.voter, claim.school) and not overlap


def _alike(claim: Claim, other: Claim) -> bool:
    if claim.type != other.type and not set(claim.cwe) & set(other.cwe):
        return False
    if claim.function and other.function and claim.function != other.function:
        return False
    return claim.place.first - other.place.last <= GAP and other.place.first - claim.place.last <= GAP
