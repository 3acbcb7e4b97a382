"""How far the voters agree, on one finding and as a panel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def consistency(confirming: Mapping[str, float], eligible: Mapping[str, float]) -> float:
    """The weight of the eligible voters that confirm a finding, as a part of all their weight; 1 with a single one."""
    whole = sum(eligible.values())
    return sum(weight for voter, weight in confirming.items() if voter in eligible) / whole if whole else 1.0


def krippendorff_alpha(units: Sequence[Mapping[str, bool]]) -> float | None:
    """Krippendorff's alpha for nominal data with missing values; a unit maps who rated it to what they said.

    1 is full agreement, 0 what chance gives, below 0 is worse. None when no unit has two ratings, or all ratings are
    the same, where chance is undefined (source: Krippendorff, Computing Krippendorff's Alpha-Reliability, 2011).
    """
    rated = [list(unit.values()) for unit in units if len(unit) >= 2]
    values = sum(len(unit) for unit in rated)
    true = sum(sum(unit) for unit in rated)
    if not rated or true in (0, values):
        return None
    disagreeing = sum(2 * sum(unit) * (len(unit) - sum(unit)) / (len(unit) - 1) for unit in rated)
    return 1 - (values - 1) * disagreeing / (2 * true * (values - true))
