"""Many parts without a description are one finding a file, not hundreds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from msgspec.structs import replace

from imperium.review.claim import Claim

NAMED = 5


def grouped(found: Iterable[Claim]) -> Iterator[Claim]:
    """The claims; those of missing descriptions gathered, one a file and voter, which names the first few lines."""
    claims = list(found)
    yield from (claim for claim in claims if claim.type != "missing_docstring")
    missing = sorted((claim for claim in claims if claim.type == "missing_docstring"), key=_key)
    for _, group in groupby(missing, key=lambda claim: _key(claim)[:2]):
        yield _gathered(list(group))


def _key(claim: Claim) -> tuple[str, str, int]:
    return claim.place.path, claim.voter, claim.place.first


def _gathered(group: list[Claim]) -> Claim:
    if len(group) == 1:
        return group[0]
    lines = ", ".join(str(claim.place.first) for claim in group[:NAMED])
    rest = f" and {len(group) - NAMED} more" if len(group) > NAMED else ""
    says = f"{len(group)} public parts of this file have no description: on lines {lines}{rest}."
    return replace(group[0], description=says, recommendation="Say in a sentence what each of them is for.")
