"""Yarn's lock file: version 1, and the YAML of Berry, which differs in its colons."""

from __future__ import annotations

import re

from imperium.review.dependency.lock import Entry, Locked, LockFile

_HEADER = re.compile(r'"?(@?[^@"\s]+)@')
_VERSION = re.compile(r'  version:? "?([^"\s]+)"?$')
_OURS = re.compile(r"@(workspace|link|portal|file):")


def read(path: str, text: str) -> list[Entry]:
    found: list[Entry] = []
    name, began = "", 0
    for number, line in enumerate(text.split("\n"), 1):
        if line and not line.startswith((" ", "#")):
            header = _HEADER.match(line)
            name, began = (header[1], number) if header and not _OURS.search(line) else ("", 0)
        elif name and (version := _VERSION.match(line.rstrip())):
            found.append(Locked("npm", name, version[1], path, began))
            name = ""
    return found


YARN = LockFile(names=("yarn.lock",), read=read)
