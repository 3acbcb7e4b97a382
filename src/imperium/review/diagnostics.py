"""The lines in which compilers and their kin say what they found: `path:line:column: warning: message [code]`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal

from msgspec import Struct

from imperium.review import codes
from imperium.review.claim import Claim, Place
from imperium.review.subject import Subject

LINE = re.compile(
    r"^(?P<path>[^\n:]+):(?P<line>\d+):(?:\d+:)? (?P<level>warning|error|fatal error): "
    r"(?P<message>[^\n]*?)(?: \[CWE-\d+\])?(?: \[(?P<code>[^\]\s]+)\])?$",
    re.MULTILINE,
)


class Diagnostic(Struct, frozen=True):
    """One finding; `code` is the name of its rule, without what comes behind `=` or a comma, or empty."""

    path: str
    line: int
    level: Literal["warning", "error"]
    message: str
    code: str


def parsed(text: str, subject: Subject) -> Iterator[Diagnostic]:
    """The findings in files of a subject, each once; what is said of other files is nobody's business here."""
    root = f"{subject.root.resolve()}/"
    seen: set[Diagnostic] = set()
    for match in LINE.finditer(text):
        path = match["path"].removeprefix(root).removeprefix("./")
        code = re.split(r"[=,]", (match["code"] or "").removeprefix("-W"))[0]
        level: Literal["warning", "error"] = "warning" if match["level"] == "warning" else "error"
        found = Diagnostic(path, int(match["line"]), level, match["message"], code)
        if path in subject.files and found not in seen:
            seen.add(found)
            yield found


def claims(tool: str, found: Iterable[Diagnostic], expert: str) -> Iterator[Claim]:
    """What the findings mean to an expert; those whose code isn't in `codes/<tool>.yaml` mean nothing."""
    for one in found:
        meaning = codes.meanings(tool).get(one.code)
        if meaning is None or meaning.expert != expert:
            continue
        yield Claim(
            type=meaning.type,
            rule=f"{tool}/{one.code}",
            voter=tool,
            school=tool,
            expert=expert,
            severity=meaning.severity,
            place=Place(one.path, one.line, one.line),
            description=f"{one.message[:1].upper()}{one.message[1:].rstrip('.')}.",
            recommendation=meaning.remedy or "Change the code so that the compiler has nothing to say of it.",
            cwe=meaning.cwe,
        )
