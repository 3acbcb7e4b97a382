"""Reads a record of the OSV format. Records are data of others: what isn't as the format says is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, get_args

from imperium.review.advisories.advisory import Advisory, Affected, Event, Kind
from imperium.review.advisories.cvss import base_score, severity_of
from imperium.review.advisories.ecosystem import by_osv_name
from imperium.review.claim import Severity

SUMMARY = 180
"""Characters kept of what a record says in words."""

_WORDS: dict[str, Severity] = {
    "CRITICAL": "critical",
    "HIGH": "high",
    "MODERATE": "medium",
    "MEDIUM": "medium",
    "LOW": "low",
}
_KINDS: tuple[Kind, ...] = get_args(Kind)


def read(record: Any) -> Advisory | None:
    """The advisory of a record; None if it is withdrawn, or of no package of a known ecosystem."""
    if not isinstance(record, dict) or record.get("withdrawn") or not isinstance(record.get("id"), str):
        return None
    affected = tuple(_affected(_dicts(record.get("affected"))))
    if not affected:
        return None
    return Advisory(
        id=record["id"],
        aliases=tuple(_strings(record.get("aliases"))),
        summary=_summary(record),
        severity=_severity(record),
        cwe=tuple(_cwes(record)),
        affected=affected,
        malicious=record["id"].startswith("MAL-"),
    )


def _affected(entries: Iterator[dict[str, Any]]) -> Iterator[Affected]:
    known = by_osv_name()
    for entry in entries:
        package = entry.get("package")
        name = package.get("name") if isinstance(package, dict) else None
        ecosystem = known.get(str(package.get("ecosystem")).partition(":")[0]) if isinstance(package, dict) else None
        if ecosystem is None or not isinstance(name, str):
            continue
        ranges = tuple(events for entry_range in _dicts(entry.get("ranges")) if (events := _events(entry_range)))
        yield Affected(ecosystem.osv, ecosystem.normal(name), ranges, tuple(_strings(entry.get("versions"))))


def _events(entry: dict[str, Any]) -> tuple[Event, ...]:
    """Of a range of versions; commits (`GIT`) are no versions."""
    if entry.get("type") not in ("ECOSYSTEM", "SEMVER"):
        return ()
    return tuple((kind, str(event[kind])) for event in _dicts(entry.get("events")) for kind in _KINDS if kind in event)


def _severity(record: dict[str, Any]) -> Severity | None:
    vectors = [str(entry.get("score")) for entry in _dicts(record.get("severity"))]
    for entry in _dicts(record.get("affected")):
        vectors += [str(rating.get("score")) for rating in _dicts(entry.get("severity"))]
    scores = [score for vector in vectors if (score := base_score(vector)) is not None]
    if scores:
        return severity_of(max(scores))
    return _WORDS.get(str(_specific(record).get("severity")).upper())


def _cwes(record: dict[str, Any]) -> Iterator[int]:
    for name in _strings(_specific(record).get("cwe_ids")):
        if match := re.fullmatch(r"CWE-(\d{1,5})", name):
            yield int(match[1])


def _summary(record: dict[str, Any]) -> str:
    text = " ".join(str(record.get("summary") or record.get("details") or "").split())
    return text if len(text) <= SUMMARY else text[: SUMMARY - 1].rsplit(" ", 1)[0] + "…"


def _specific(record: dict[str, Any]) -> dict[str, Any]:
    specific = record.get("database_specific")
    return specific if isinstance(specific, dict) else {}


def _dicts(value: Any) -> Iterator[dict[str, Any]]:
    return (item for item in value if isinstance(item, dict)) if isinstance(value, list) else iter(())


def _strings(value: Any) -> Iterator[str]:
    return (item for item in value if isinstance(item, str)) if isinstance(value, list) else iter(())
