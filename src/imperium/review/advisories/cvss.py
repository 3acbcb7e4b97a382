"""The base score of a CVSS vector: version 3 by section 7.1 of FIRST's specification (3.0 and 3.1 differ by a hair's
breadth of rounding), version 2 by section 3.2.1 of its own. Version 4 has no formula but a table of expert judgement:
its vectors aren't scored here."""

from __future__ import annotations

from math import ceil

from imperium.review.claim import Severity

_V3 = {
    "AV": {"N": 0.85, "A": 0.62, "L": 0.55, "P": 0.2},
    "AC": {"L": 0.77, "H": 0.44},
    "UI": {"N": 0.85, "R": 0.62},
    "CIA": {"H": 0.56, "L": 0.22, "N": 0.0},
}
_PRIVILEGES = {"U": {"N": 0.85, "L": 0.62, "H": 0.27}, "C": {"N": 0.85, "L": 0.68, "H": 0.5}}
"""By scope: what was gained counts for more where it reaches beyond."""

_V2 = {
    "AV": {"N": 1.0, "A": 0.646, "L": 0.395},
    "AC": {"L": 0.71, "M": 0.61, "H": 0.35},
    "Au": {"N": 0.704, "S": 0.56, "M": 0.45},
    "CIA": {"C": 0.66, "P": 0.275, "N": 0.0},
}


def base_score(vector: str) -> float | None:
    """The score, 0–10 with one decimal, or None for what is no vector of version 2 or 3."""
    head, _, rest = vector.partition("/")
    metrics = dict(part.split(":", 1) for part in vector.split("/") if ":" in part)
    try:
        if head.startswith("CVSS:3"):
            return _third(metrics)
        return _second(metrics) if not head.startswith("CVSS:") and rest else None
    except KeyError:
        return None


def severity_of(score: float) -> Severity:
    """The word for a score, by the qualitative scale (section 5)."""
    if score >= 9:
        return "critical"
    if score >= 7:
        return "high"
    return "medium" if score >= 4 else "low"


def _third(m: dict[str, str]) -> float:
    changed = m["S"] == "C"
    missed = 1.0
    for part in ("C", "I", "A"):
        missed *= 1 - _V3["CIA"][m[part]]
    iss = 1 - missed
    impact = 7.52 * (iss - 0.029) - 3.25 * (iss - 0.02) ** 15 if changed else 6.42 * iss
    if impact <= 0:
        return 0.0
    ease = 8.22 * _V3["AV"][m["AV"]] * _V3["AC"][m["AC"]] * _PRIVILEGES[m["S"]][m["PR"]] * _V3["UI"][m["UI"]]
    return _up(min((1.08 if changed else 1.0) * (impact + ease), 10))


def _second(m: dict[str, str]) -> float:
    missed = 1.0
    for part in ("C", "I", "A"):
        missed *= 1 - _V2["CIA"][m[part]]
    impact = 10.41 * (1 - missed)
    ease = 20 * _V2["AV"][m["AV"]] * _V2["AC"][m["AC"]] * _V2["Au"][m["Au"]]
    return round((0.6 * impact + 0.4 * ease - 1.5) * (1.176 if impact else 0), 1)


def _up(score: float) -> float:
    """Rounded up to a tenth, in whole numbers, as appendix A asks."""
    return ceil(round(score * 100_000) / 10_000) / 10
