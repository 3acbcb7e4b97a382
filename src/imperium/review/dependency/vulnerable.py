"""Locked packages with known vulnerabilities, told one claim a package."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from imperium.review.advisories.advisory import Affected, fixed_in
from imperium.review.advisories.ecosystem import Ecosystem, ecosystems
from imperium.review.advisories.repository import AdvisoryRepository, Match
from imperium.review.claim import SEVERITIES, Claim, Place, Severity
from imperium.review.dependency.lock import Locked

VOTER = "advisories"
NAMED = 3
"""Advisories named in words; how many more there are is told."""

VULNERABLE_COMPONENT = 1395
MALICIOUS_CODE = 506


def vulnerable(locked: Iterable[Locked], advisories: AdvisoryRepository) -> Iterator[Claim]:
    """What the advisories know of the packages."""
    for package in locked:
        ecosystem = ecosystems()[package.ecosystem]
        if matches := _without_aliases(advisories.matching(ecosystem, package.name, package.version)):
            yield _claim(package, matches, ecosystem)


def _without_aliases(matches: list[Match]) -> list[Match]:
    """One record a vulnerability: the same one is often kept by several databases."""
    known: set[str] = set()
    kept = []
    for advisory, affected in sorted(matches, key=lambda match: (match[0].severity is None, match[0].id)):
        names = {advisory.id, *advisory.aliases}
        if not names & known:
            kept.append((advisory, affected))
        known |= names
    return kept


def _claim(package: Locked, matches: list[Match], ecosystem: Ecosystem) -> Claim:
    malicious = any(advisory.malicious for advisory, _ in matches)
    cwes = {cwe for advisory, _ in matches for cwe in advisory.cwe}
    return Claim(
        type="malicious_dependency" if malicious else "vulnerable_dependency",
        rule=f"advisories/{package.ecosystem}",
        voter=VOTER,
        school=VOTER,
        expert="dependency",
        severity="critical" if malicious else _worst(matches),
        place=Place(package.path, package.line, package.line),
        description=_told(package, matches),
        recommendation=_remedy(package, [affected for _, affected in matches], ecosystem, malicious),
        cwe=(MALICIOUS_CODE if malicious else VULNERABLE_COMPONENT, *sorted(cwes)),
        strength=0.95,
    )


def _worst(matches: list[Match]) -> Severity:
    rated: list[Severity] = [advisory.severity for advisory, _ in matches if advisory.severity]
    return min(rated, key=SEVERITIES.index, default="medium")


def _told(package: Locked, matches: list[Match]) -> str:
    named = "; ".join(f"{_known_as(match)}: {match[0].summary.rstrip('.')}" for match in matches[:NAMED])
    more = f"; and {len(matches) - NAMED} more" if len(matches) > NAMED else ""
    what = "a known vulnerability" if len(matches) == 1 else f"{len(matches)} known vulnerabilities"
    return f"{package.name} {package.version} has {what}: {named}{more}."


def _known_as(match: Match) -> str:
    advisory = match[0]
    public = next((alias for alias in advisory.aliases if alias.startswith("CVE-")), "")
    return f"{advisory.id} ({public})" if public else advisory.id


def _remedy(package: Locked, affected: list[Affected], ecosystem: Ecosystem, malicious: bool) -> str:
    if malicious:
        return f"Remove {package.name}, and treat every secret of the machines that installed it as known to others."
    fixes = [fixed_in(one, package.version, ecosystem) for one in affected]
    known = [fix for fix in fixes if fix is not None]
    if not known:
        return f"No version is known to be without it: replace {package.name}, or make sure that it can't be reached."
    highest = max(known, key=ecosystem.order)
    rest = "" if len(known) == len(fixes) else " For some of them no fixed version is known."
    return f"Update {package.name} to {highest} or later.{rest}"
