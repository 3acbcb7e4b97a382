"""Reports of other analysers (SARIF 2.1.0) as claims: Semgrep with the user's rules, CodeQL, Snyk, and any other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from imperium.platform.errors import InvalidInput
from imperium.review.claim import Claim, Place, Severity
from imperium.review.weakness import type_of

MOST_RESULTS = 10_000
LEVELS: dict[str, Severity] = {"error": "high", "warning": "medium", "note": "low", "none": "low"}
_CWE = re.compile(r"cwe[-/_ ]?0*(\d{1,4})", re.IGNORECASE)
_SAFE = re.compile(r"[^\w./-]+")


def claims_of(report: dict[str, Any], files: dict[str, str], number: int) -> list[Claim]:
    """The claims of a report about files under review; results about other files, and suppressed ones, are left out.

    Raises:
        InvalidInput: it isn't SARIF.
    """
    runs = report.get("runs")
    if not isinstance(runs, list):
        raise InvalidInput(
            "A report without a list of runs is not SARIF.",
            field=f"sarif.{number}.runs",
            remedy="Send what the analyser writes as SARIF 2.1.0.",
        )
    claims = [claim for run in runs if isinstance(run, dict) for claim in _of_run(run, files)]
    return claims[:MOST_RESULTS]


def _of_run(run: dict[str, Any], files: dict[str, str]) -> Iterator[Claim]:
    driver = _dict(_dict(run.get("tool")).get("driver"))
    name = _SAFE.sub("-", str(driver.get("name") or "import"))[:40].lower()
    rules = [_dict(rule) for rule in _list(driver.get("rules"))]
    by_id = {str(rule.get("id")): rule for rule in rules}
    for result in map(_dict, _list(run.get("results"))):
        index = result.get("ruleIndex")
        rule = by_id.get(str(result.get("ruleId"))) or (
            rules[index] if isinstance(index, int) and 0 <= index < len(rules) else {}
        )
        if not _list(result.get("suppressions")) and (claim := _claim(result, rule, name, files)):
            yield claim


def _claim(result: dict[str, Any], rule: dict[str, Any], name: str, files: dict[str, str]) -> Claim | None:
    place = _place(result, files)
    if place is None:
        return None
    identity = _SAFE.sub("-", str(result.get("ruleId") or rule.get("id") or "rule"))[:120]
    cwe = _weaknesses(rule, result)
    text = str(_dict(result.get("message")).get("text") or _dict(rule.get("shortDescription")).get("text") or identity)
    return Claim(
        type=type_of(cwe) or _SAFE.sub("_", identity.rpartition(".")[2].lower()),
        rule=f"{name}/{identity}",
        voter=name,
        school=name,
        expert="security",
        severity=_severity(result, rule),
        place=place,
        description=text[:4_000],
        recommendation=str(_dict(rule.get("help")).get("text") or f"See the rule {identity} of {name}.")[:4_000],
        cwe=cwe,
    )


def _place(result: dict[str, Any], files: dict[str, str]) -> Place | None:
    for location in map(_dict, _list(result.get("locations"))):
        physical = _dict(location.get("physicalLocation"))
        region = _dict(physical.get("region"))
        path = _known(unquote(str(_dict(physical.get("artifactLocation")).get("uri") or "")), files)
        first = region.get("startLine")
        if path is not None and isinstance(first, int) and first >= 1:
            last = region.get("endLine")
            return Place(path, first, last if isinstance(last, int) and last >= first else first)
    return None


def _known(uri: str, files: dict[str, str]) -> str | None:
    """The file under review that a URI names; analysers differ in where their paths begin."""
    path = uri.removeprefix("file://").lstrip("./")
    if path in files:
        return path
    longer = [known for known in files if path.endswith(f"/{known}")]
    return max(longer, key=len) if longer else None


def _weaknesses(rule: dict[str, Any], result: dict[str, Any]) -> tuple[int, ...]:
    """CWE numbers in the tags and properties of a rule and its result."""
    written: list[str] = []
    for holder in (rule, result):
        properties = _dict(holder.get("properties"))
        written += [str(tag) for tag in (*_list(properties.get("tags")), *_list(properties.get("cwe")))]
    return tuple(dict.fromkeys(int(match[1]) for tag in written if (match := _CWE.search(tag))))[:8]


def _severity(result: dict[str, Any], rule: dict[str, Any]) -> Severity:
    score = _dict(rule.get("properties")).get("security-severity")
    try:
        value = float(str(score))
    except ValueError:
        configured = _dict(rule.get("defaultConfiguration")).get("level")
        return LEVELS.get(str(result.get("level") or configured or "warning"), "medium")
    return "critical" if value >= 9 else "high" if value >= 7 else "medium" if value >= 4 else "low"


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
