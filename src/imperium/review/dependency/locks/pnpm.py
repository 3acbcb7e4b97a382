"""pnpm's lock file: the keys of `packages` are `/name/1.2.3` (version 5), `/name@1.2.3(peer)` (6), `name@1.2.3` (9)."""

from __future__ import annotations

import re

from imperium.review.dependency.lock import Entry, Locked, LockFile

_KEY = re.compile(r"  '?/?(@[^/@]+/[^/@]+|[^/@\s']+)[@/](\d+\.\d+\.\d+[^('_:\s]*)[^:]*:\s*$")


def read(path: str, text: str) -> list[Entry]:
    found: list[Entry] = []
    inside = False
    for number, line in enumerate(text.split("\n"), 1):
        if line and not line.startswith(" "):
            inside = line.startswith("packages:")
        elif inside and (match := _KEY.match(line)):
            found.append(Locked("npm", match[1], match[2], path, number))
    return found


PNPM = LockFile(names=("pnpm-lock.yaml",), read=read)
