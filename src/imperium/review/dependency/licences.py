"""Licences of packages, against the one of the project that uses them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from imperium.review.claim import Claim, Place
from imperium.review.dependency.lock import Locked, json, toml

VOTER = "licences"
RECIPROCAL = re.compile(r"\b(A?GPL|SSPL)\b(?!.*\bexception\b)", re.IGNORECASE)
"""Licences that ask the whole program to come under them; libraries under the LGPL don't."""
PERMISSIVE = re.compile(r"\b(MIT|BSD|Apache|ISC|0BSD|Zlib|Unlicense|MPL|proprietary|UNLICENSED)\b", re.IGNORECASE)
_LINE = re.compile(r"^(Name|Version|License|License-Expression|Classifier): (.+)$", re.MULTILINE)


def clashing(locked: Iterable[Locked], files: Mapping[str, str]) -> Iterator[Claim]:
    """Packages under a reciprocal licence in a project under a permissive or closed one."""
    ours = own_licence(files)
    if not PERMISSIVE.search(ours) or RECIPROCAL.search(ours):
        return
    for package in sorted({*locked, *installed(files)}):
        if package.licence and _binds(package.licence):
            yield _claim(package, ours)


def own_licence(files: Mapping[str, str]) -> str:
    """What the manifests in the project's root say; empty if none does."""
    readers = {"pyproject.toml": (toml, "project"), "Cargo.toml": (toml, "package"), "package.json": (json, "")}
    for name, (read, section) in readers.items():
        try:
            document = read(files.get(name, ""))
        except ValueError:
            continue
        holder = document.get(section, {}) if section else document
        licence = holder.get("license", "") if isinstance(holder, dict) else ""
        if isinstance(licence, dict):
            licence = licence.get("text", "")
        if isinstance(licence, str) and licence:
            return licence[:200]
    return ""


def installed(files: Mapping[str, str]) -> Iterator[Locked]:
    """Packages whose metadata is among the files (`*.dist-info/METADATA`)."""
    for path, text in files.items():
        if PurePosixPath(path).name not in ("METADATA", "PKG-INFO"):
            continue
        fields = _LINE.findall(text.partition("\n\n")[0])
        said = {name: value for name, value in fields if name != "Classifier"}
        classified = [value.rpartition(" :: ")[2] for name, value in fields if value.startswith("License :: ")]
        licence = said.get("License-Expression") or said.get("License") or " AND ".join(classified)
        yield Locked("pypi", said.get("Name", ""), said.get("Version", ""), path, 1, licence[:200])


def _binds(licence: str) -> bool:
    """Whether no alternative (`OR`) is free of reciprocity."""
    return all(RECIPROCAL.search(choice) for choice in re.split(r"\bOR\b|\bor\b|/", licence))


def _claim(package: Locked, ours: str) -> Claim:
    return Claim(
        type="licence_conflict",
        rule="licences/reciprocal",
        voter=VOTER,
        school=VOTER,
        expert="dependency",
        severity="medium",
        place=Place(package.path, package.line, package.line),
        description=f"{package.name} {package.version} is under {package.licence}, this project under {ours}: who "
        "passes on a program with it must pass on the whole under that licence.",
        recommendation=f"Replace {package.name}, keep it out of what is passed on, or get another licence for it.",
        strength=0.8,
    )
