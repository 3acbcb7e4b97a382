"""Gradle's lock file, and dependencies of a build script that are written out as `group:artifact:version`."""

from __future__ import annotations

import re

from imperium.review.dependency.lock import Entry, Locked, LockFile

_LOCKED = re.compile(r"([^\s:#]+:[^\s:]+):([^\s:=]+)=")
_SCRIPT = re.compile(
    r"^\s*(?:\w*[iI]mplementation|api|\w*[cC]ompile(?:Only)?|\w*[rR]untime(?:Only)?|classpath|annotationProcessor)"
    r"""[\s(]+["']([\w.-]+:[\w.-]+):(\d[\w.-]*)["']"""
)


def read(path: str, text: str) -> list[Entry]:
    pattern = _LOCKED if path.endswith(".lockfile") else _SCRIPT
    return [
        Locked("maven", match[1], match[2], path, number)
        for number, line in enumerate(text.split("\n"), 1)
        if (match := pattern.match(line))
    ]


GRADLE = LockFile(names=("*gradle.lockfile", "build.gradle", "build.gradle.kts"), read=read)
