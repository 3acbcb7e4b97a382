"""Pydoclint: docstrings of Python that name other parameters than the function has, or nothing of what it returns.

It is a second witness: it is asked about files in which our own reading finds a disagreement (that reading misses next
to nothing, and pydoclint costs as much as all the rest of the expert). It parses with the Python that runs it, so it
reads copies that this Python can parse; and it wants to be told a style, the one that most docstrings of a file have.
"""

from __future__ import annotations

import re
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from imperium.analysis.source import Language, SourceFile
from imperium.review import codes, process
from imperium.review.answers import NoAnswer, asked
from imperium.review.backport import parseable
from imperium.review.claim import Claim, Place
from imperium.review.documentation.disagreement import parts, wrong
from imperium.review.process import Ran
from imperium.review.subject import Subject
from imperium.review.tool import Outcome

STYLES = {
    "numpy": re.compile(r"^[ \t]*(?:Parameters|Returns|Yields)[ \t]*\n[ \t]*-{3,}[ \t]*$", re.MULTILINE),
    "google": re.compile(r"^[ \t]*(?:Args|Arguments|Returns|Yields):[ \t]*$", re.MULTILINE),
    "sphinx": re.compile(r"^[ \t]*:(?:param \w|returns?:|rtype:)", re.MULTILINE),
}
SETTINGS = "pydoclint.toml"
"""An empty one, beside the copies: else it looks for the user's."""
_ENTRY = re.compile(r"^ {4}(\d+): (DOC\d{3}): (.*)$")
_NOISE = re.compile(r" \(Or could be other formatting issues: \S+ \)")


class Pydoclint:
    """Asks pydoclint about files whose docstrings have sections, and are doubted."""

    name = "pydoclint"
    experts = ("documentation",)
    languages: tuple[Language, ...] = ("python",)
    needs = "pydoclint"

    def ask(self, subject: Subject, expert: str, timeout_s: float) -> Outcome:
        by_style: dict[str, dict[str, str]] = defaultdict(dict)
        for source in subject.in_language("python"):
            style = _style(source.text)
            if (
                style
                and _is_doubted(source)
                and not PurePosixPath(source.path).is_absolute()
                and ".." not in PurePosixPath(source.path).parts
            ):
                by_style[style][source.path] = source.text
        if not by_style:
            return Outcome(tool=self.name, status="nothing_to_read")
        unread: dict[str, str] = {}
        claims: list[Claim] = []
        seconds = 0.0
        for style, texts in by_style.items():
            with tempfile.TemporaryDirectory() as aside:
                Path(aside, SETTINGS).write_text("[tool.pydoclint]\n", encoding="utf-8")
                readable = _copied(texts, Path(aside), unread)
                try:
                    runs = self._runs(style, readable, Path(aside), timeout_s - seconds)
                except NoAnswer as none:
                    return none.outcome
            seconds += sum(ran.seconds for ran in runs)
            claims += [claim for ran in runs for claim in _claims(ran, subject)]
        return Outcome(
            tool=self.name,
            status="ran",
            version=process.version(self.name, subject.root),
            claims=tuple(claims),
            read=tuple(path for texts in by_style.values() for path in texts if path not in unread),
            unread=unread,
            seconds=seconds,
        )

    def _runs(self, style: str, paths: list[str], aside: Path, timeout_s: float) -> list[Ran]:
        """It prints what it found on standard error, and exits with 1 then."""
        if not paths:
            return []
        return asked(
            self.name,
            _arguments(style),
            paths,
            subject=Subject(files={}, root=aside),
            timeout_s=timeout_s,
            remedy="pip install pydoclint",
            accepted=lambda ran: ran.code == 0 or (ran.code == 1 and bool(list(_entries(ran)))),
        )


TOOL = Pydoclint()


def _is_doubted(source: SourceFile) -> bool:
    return next(wrong(source, parts(source)), None) is not None


def _style(text: str) -> str | None:
    counts = {style: len(pattern.findall(text)) for style, pattern in STYLES.items()}
    best = max(counts, key=lambda style: counts[style])
    return best if counts[best] else None


def _copied(texts: dict[str, str], aside: Path, unread: dict[str, str]) -> list[str]:
    """Writes what this Python can parse; gives the paths, and notes the others."""
    written = []
    for path, text in texts.items():
        older = parseable(text)
        if older is None:
            unread[path] = "the Python that pydoclint runs on can't parse it"
            continue
        target = aside / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(older, encoding="utf-8", errors="surrogateescape")
        written.append(path)
    return written


def _arguments(style: str) -> list[str]:
    """What is not about the presence of names and of a return is switched off: types, order, raises, attributes."""
    off = (
        *("arg-type-hints-in-signature", "arg-type-hints-in-docstring", "check-arg-order", "check-return-types"),
        *("check-yield-types", "check-class-attributes", "check-style-mismatch", "check-arg-defaults"),
        *("should-document-star-arguments", "require-return-section-when-returning-nothing"),
    )
    on = ("skip-checking-short-docstrings", "skip-checking-raises", "allow-init-docstring")
    flags = [f"--{name}=False" for name in off] + [f"--{name}=True" for name in on]
    return [
        "--quiet",
        "--style",
        style,
        *flags,
        "--show-filenames-in-every-violation-message=False",
        "--config",
        SETTINGS,
    ]


def _entries(ran: Ran) -> Iterator[tuple[str, int, str, str]]:
    """(path, line, code, message) of what it prints: a line with the path, then one an entry."""
    path = ""
    for line in (ran.output + ran.errors).splitlines():
        entry = _ENTRY.match(line)
        if entry and path:
            yield path, int(entry[1]), entry[2], entry[3]
        elif line and not line[0].isspace():
            path = line.strip().removeprefix("./")


def _claims(ran: Ran, subject: Subject) -> Iterator[Claim]:
    """One claim a function and type: three codes may tell of one renamed parameter."""
    told: dict[tuple[str, int, str], tuple[str, str]] = {}
    for path, line, code, message in _entries(ran):
        meaning = codes.meaning("pydoclint", code)
        if meaning is not None and path in subject.files:
            told[path, line, meaning.type] = (code, message)
    for (path, line, kind), (code, message) in told.items():
        meaning = codes.meaning("pydoclint", code)
        yield Claim(
            type=kind,
            rule=f"pydoclint/{code}",
            voter="pydoclint",
            school="pydoclint",
            expert="documentation",
            severity="low",
            place=Place(path, line, line),
            description=f"{_NOISE.sub('', message).rstrip('. ')}.",
            recommendation=meaning.remedy if meaning else "",
            cwe=(1053,),
            strength=0.9,
        )
