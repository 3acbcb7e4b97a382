"""Maven's `pom.xml`: dependencies with a version of their own, properties filled in."""

from __future__ import annotations

import re

from imperium.review import markup
from imperium.review.dependency.lock import Entry, Locked, LockFile, Loose
from imperium.review.markup import Element

LONGEST = 300
_PROPERTY = re.compile(r"\$\{([^}]+)\}")
_EXACT = re.compile(r"\[?([^\[\](),]+)\]?")


def read(path: str, text: str) -> list[Entry]:
    project = markup.read(text)
    properties = {
        element.tag: element.text.strip() for block in project.all("properties") for element in block.children
    }
    properties |= {"project.version": project.says("version"), "project.groupId": project.says("groupId")}
    return [entry for element in project.all("dependency") if (entry := _entry(element, properties, path))]


def _entry(element: Element, properties: dict[str, str], path: str) -> Entry | None:
    """None where a parent decides the version."""
    group, artifact, version = (_filled(element.says(tag), properties) for tag in ("groupId", "artifactId", "version"))
    if not version or "${" in group + artifact + version:
        return None
    name = f"{group}:{artifact}"
    if (match := _EXACT.fullmatch(version)) and (version[0] == "[") == (version[-1] == "]"):
        return Locked("maven", name, match[1].strip(), path, element.line)
    return Loose("maven", name, version, path, element.line)


def _filled(text: str, properties: dict[str, str]) -> str:
    """Properties may name properties, a few levels deep."""
    for _ in range(5):
        text = _PROPERTY.sub(lambda match: properties.get(match[1], match[0])[:LONGEST], text)[:LONGEST]
    return text


POM = LockFile(names=("pom.xml",), read=read)
