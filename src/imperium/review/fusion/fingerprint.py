"""What a finding is known by from one review to the next, while the lines around it move."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence

from imperium.review.fusion.cluster import Cluster

_BLANK = re.compile(r"\s+")


def fingerprints(clusters: Sequence[Cluster], files: dict[str, str]) -> list[str]:
    """One a cluster: of its type, file, and the first line with its neighbours, blanks left out; alike ones are
    numbered in the order of the text. Lines before or after don't matter, nor does indentation."""
    lines = {
        path: text.split("\n") for path, text in files.items() if any(c.first.place.path == path for c in clusters)
    }
    seen: Counter[str] = Counter()
    found = []
    for cluster in clusters:
        key = _key(cluster, lines.get(cluster.first.place.path, []))
        found.append(hashlib.sha256(f"{key}\0{seen[key]}".encode()).hexdigest()[:32])
        seen[key] += 1
    return found


def _key(cluster: Cluster, lines: list[str]) -> str:
    claim = cluster.first
    first = claim.place.first
    near = lines[max(first - 2, 0) : first + 1]
    return "\0".join((claim.type, claim.place.path, *(_BLANK.sub("", line) for line in near)))
