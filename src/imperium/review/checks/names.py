"""The names that a claim relies on exist in its file, or anywhere in what is reviewed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from imperium.review.claim import Claim
from imperium.review.expert import Verdict
from imperium.review.subject import Subject

_WORD = re.compile(r"[^\W\d]\w*")


class Names:
    name = "names"

    def judge(self, claims: Sequence[Claim], subject: Subject) -> Iterator[Verdict]:
        for number, claim in enumerate(claims):
            unknown = sorted({name for name in claim.names if not _known(name, claim, subject)})
            if unknown:
                reason = f"nothing here is called {', '.join(unknown[:3])}"
                yield Verdict(claim=number, check=self.name, ruling="rejected", reason=reason)


def _known(name: str, claim: Claim, subject: Subject) -> bool:
    parts = set(_WORD.findall(name))
    if parts <= _words(subject.files.get(claim.place.path, "")):
        return True
    return any(parts <= _words(text) for text in subject.files.values())


@lru_cache(maxsize=4_000)
def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text))


CHECK = Names()
