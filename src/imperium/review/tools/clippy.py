"""Clippy: Rust's own linter. It builds what it reads, and a build runs code of the project (build scripts, macros), so
it is asked only where somebody asked for a build."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from imperium.analysis.source import Language
from imperium.review import process
from imperium.review.claim import Claim, Place
from imperium.review.codes import codes_of, meanings
from imperium.review.subject import Subject
from imperium.review.tool import Outcome

REMEDY = "Install Rust with clippy (rustup component add clippy)"
NOT_ASKED = "clippy builds the project, which runs its build scripts and macros, and nobody asked for that"


class Clippy:
    """Asks clippy about a crate whose dependencies are at hand; it is never let onto the network."""

    name = "clippy"
    experts = ("security", "quality", "performance")
    languages: tuple[Language, ...] = ("rust",)
    needs = "cargo-clippy"

    def ask(self, subject: Subject, expert: str, timeout_s: float) -> Outcome:
        paths = [source.path for source in subject.in_language("rust")]
        lints = codes_of(self.name, expert)
        if not paths or not lints or "Cargo.toml" not in subject.files:
            return Outcome(tool=self.name, status="nothing_to_read")
        if not subject.builds:
            reason, remedy = NOT_ASKED, "Ask for a build if you trust the project's code"
            return Outcome(tool=self.name, status="nothing_to_read", reason=reason, remedy=remedy)
        ran = _run(subject, lints, timeout_s)
        if ran.status != "ran":
            return Outcome(tool=self.name, status=ran.status, reason=ran.reason, remedy=REMEDY, seconds=ran.seconds)
        messages = [*_messages(ran.output)]
        if not messages:
            reason = f"clippy could not build the project: {ran.errors.strip()[-300:] or 'it said nothing'}"
            return Outcome(tool=self.name, status="failed", reason=reason, seconds=ran.seconds)
        return Outcome(
            tool=self.name,
            status="ran",
            version=process.version(self.needs, subject.root),
            claims=tuple(dict.fromkeys(_claims(messages, expert, subject))),
            read=tuple(paths),
            seconds=ran.seconds,
        )


TOOL = Clippy()


def _run(subject: Subject, lints: list[str], timeout_s: float) -> process.Ran:
    with tempfile.TemporaryDirectory() as target:
        arguments = ["clippy", "--offline", "--message-format=json", "--quiet", "--target-dir", target, "--"]
        arguments += ["-A", "clippy::all", *(part for lint in lints for part in ("-W", f"clippy::{lint}"))]
        environment = {"CARGO_NET_OFFLINE": "true", "RUSTUP_HOME": _toolchains()}
        return process.start(
            "cargo-clippy", arguments, folder=subject.root, timeout_s=timeout_s, memory_mb=None, environment=environment
        )


def _toolchains() -> str:
    """Where rustup keeps its compilers; the home folder that a tool is given is an empty one."""
    return os.environ.get("RUSTUP_HOME") or str(Path.home() / ".rustup")


def _messages(output: str) -> Iterator[dict[str, Any]]:
    """The compiler's messages, and what tells that it ran at all."""
    for line in output.splitlines():
        try:
            found = msgspec.json.decode(line, type=dict[str, Any])
        except msgspec.DecodeError:
            continue
        if "reason" in found:
            yield found


def _claims(messages: list[dict[str, Any]], expert: str, subject: Subject) -> Iterator[Claim]:
    for one in messages:
        message = one.get("message") if one["reason"] == "compiler-message" else None
        code = (message.get("code") or {}).get("code", "") if isinstance(message, dict) else ""
        meaning = meanings("clippy").get(code.removeprefix("clippy::"))
        if message is None or meaning is None or meaning.expert != expert:
            continue
        for span in message.get("spans", ()):
            if span.get("is_primary") and span.get("file_name") in subject.files:
                text = str(message["message"])
                yield Claim(
                    type=meaning.type,
                    rule=f"clippy/{code.removeprefix('clippy::')}",
                    voter="clippy",
                    school="clippy",
                    expert=expert,
                    severity=meaning.severity,
                    place=Place(span["file_name"], span["line_start"], span["line_end"]),
                    description=f"{text[:1].upper()}{text[1:].rstrip('.')}.",
                    recommendation=meaning.remedy,
                    cwe=meaning.cwe,
                )
