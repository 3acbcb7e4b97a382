"""eslint, with its plugins security and sonarjs where they are installed beside it, under settings of ours alone.

A project's own settings are code, so they are never read, and comments in the files under review switch nothing off.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from imperium.analysis.source import Language, language_of
from imperium.review import codes, process
from imperium.review.claim import Claim, Place
from imperium.review.subject import Subject
from imperium.review.tool import Outcome

REMEDY = "npm install --global eslint@9 eslint-plugin-security eslint-plugin-sonarjs"

LIMITS: dict[str, list[Any]] = {
    "complexity": [15],
    "max-depth": [5],
    "max-params": [6],
    "max-lines-per-function": [{"max": 80, "skipBlankLines": True, "skipComments": True}],
    "no-unused-vars": [{"args": "none", "caughtErrors": "none", "ignoreRestSiblings": True}],
    "no-constant-condition": [{"checkLoops": False}],
    "no-unused-expressions": [{"allowShortCircuit": True, "allowTernary": True, "allowTaggedTemplates": True}],
    "no-promise-executor-return": [{"allowVoid": True}],
    "eqeqeq": ["always", {"null": "ignore"}],
}
"""Options of rules; the numbers are those that the quality expert uses for the other languages."""

SETTINGS = """\
const { createRequire } = require("node:module");
const near = createRequire(%(program)s);
const found = (name) => { try { return near(name); } catch { return null; } };
const asked = %(rules)s;
const plugins = {};
for (const [name, plugin] of [
  ["security", found("eslint-plugin-security")],
  ["sonarjs", found("eslint-plugin-sonarjs")],
]) {
  if (plugin) plugins[name] = plugin.default ?? plugin;
}
const known = new Map(found("eslint/use-at-your-own-risk")?.builtinRules ?? []);
const rules = Object.fromEntries(Object.entries(asked).filter(([name]) => {
  const [plugin, rule] = name.includes("/") ? name.split("/") : [null, name];
  return plugin ? plugins[plugin]?.rules?.[rule] : known.has(rule);
}));
const jsx = { parserOptions: { ecmaFeatures: { jsx: true } } };
const parser = found("@typescript-eslint/parser");
module.exports = [
  { files: ["**/*.{js,mjs,jsx}"], languageOptions: jsx, plugins, rules },
  { files: ["**/*.cjs"], languageOptions: { ...jsx, sourceType: "commonjs" }, plugins, rules },
  ...(parser ? [{ files: ["**/*.{ts,mts,cts,tsx}"], languageOptions: { ...jsx, parser }, plugins, rules }] : []),
];
"""
"""What eslint is told. Plugins and rules that its installation doesn't have are left out."""


class Message(Struct, frozen=True, rename="camel"):
    """One finding; without a rule it says that the file was not read."""

    message: str
    rule_id: str | None = None
    line: int = 1
    end_line: int | None = None
    fatal: bool = False

    @property
    def is_fault(self) -> bool:
        return self.fatal or self.rule_id is None


class File(Struct, frozen=True, rename="camel"):
    """What was found in a file."""

    file_path: str
    messages: tuple[Message, ...] = ()


class Eslint:
    """Asks eslint about JavaScript, and about TypeScript where its parser is installed."""

    name = "eslint"
    experts = ("security", "quality", "performance")
    languages: tuple[Language, ...] = ("javascript", "typescript")
    needs = "eslint"

    def ask(self, subject: Subject, expert: str, timeout_s: float) -> Outcome:
        paths = [source.path for source in subject.in_language(*self.languages)]
        rules = codes.codes_of(self.name, expert)
        program = process.find(self.needs)
        if not paths or not rules:
            return Outcome(tool=self.name, status="nothing_to_read")
        if program is None:
            return Outcome(tool=self.name, status="absent", reason="eslint is not installed", remedy=REMEDY)
        with tempfile.TemporaryDirectory() as folder:
            settings = Path(folder) / "settings.cjs"
            settings.write_text(_settings(program, rules), encoding="utf-8")
            return self._ask(subject, expert, settings, paths, timeout_s)

    def _ask(self, subject: Subject, expert: str, settings: Path, paths: list[str], timeout_s: float) -> Outcome:
        found: list[File] = []
        seconds = 0.0
        for batch in process.batches(paths):
            ran = process.start(
                self.needs,
                _arguments(settings),
                folder=subject.root,
                timeout_s=timeout_s,
                paths=batch,
                memory_mb=None,
            )
            seconds += ran.seconds
            read = _read(ran)
            if isinstance(read, Outcome):
                return read
            found += read
        return _outcome(subject, expert, paths, found, seconds)


TOOL = Eslint()


def _settings(program: str, rules: Sequence[str]) -> str:
    asked = {rule: ["warn", *LIMITS.get(rule, [])] for rule in rules}
    place = msgspec.json.encode(os.path.realpath(program)).decode()
    return SETTINGS % {"program": place, "rules": msgspec.json.encode(asked).decode()}


def _arguments(settings: Path) -> list[str]:
    return [
        *("--no-config-lookup", "--config", str(settings), "--no-inline-config", "--no-ignore", "--format", "json"),
        *("--no-error-on-unmatched-pattern", "--no-color"),
    ]


def _read(ran: process.Ran) -> list[File] | Outcome:
    """A list of files; anything else, and a status that isn't of findings, is a failure."""
    if ran.status != "ran":
        return Outcome(tool="eslint", status=ran.status, reason=ran.reason, remedy=REMEDY, seconds=ran.seconds)
    try:
        found = msgspec.json.decode(ran.output, type=list[File])
    except msgspec.DecodeError as error:
        said = ran.errors.strip()[-300:] or str(error)
        reason = f"eslint's answer can't be read: {said}"
        return Outcome(tool="eslint", status="failed", reason=reason, remedy=REMEDY, seconds=ran.seconds)
    if ran.code > 1:
        reason = f"eslint ended with status {ran.code}: {ran.errors.strip()[-300:]}"
        return Outcome(tool="eslint", status="failed", reason=reason, seconds=ran.seconds)
    return found


def _outcome(subject: Subject, expert: str, paths: list[str], found: list[File], seconds: float) -> Outcome:
    relative = {str(subject.root.resolve() / path): path for path in paths}
    told = [
        (relative[file.file_path], message) for file in found if file.file_path in relative for message in file.messages
    ]
    unread = {path: _why(path, message) for path, message in told if message.is_fault}
    return Outcome(
        tool="eslint",
        status="ran",
        version=process.version("eslint", subject.root),
        claims=tuple(_claims(subject, expert, told)),
        read=tuple(path for path in paths if path not in unread),
        unread=unread,
        seconds=seconds,
    )


def _why(path: str, message: Message) -> str:
    if not message.fatal and language_of(path) == "typescript":
        return "no parser for TypeScript is installed beside eslint: npm install --global @typescript-eslint/parser"
    return f"line {message.line}: {message.message}"


def _claims(subject: Subject, expert: str, told: list[tuple[str, Message]]) -> Iterator[Claim]:
    for path, message in told:
        known = codes.meanings("eslint").get(message.rule_id or "")
        if message.is_fault or known is None or known.expert != expert:
            continue
        lines = subject.files[path].split("\n")
        yield Claim(
            type=known.type,
            rule=f"eslint/{message.rule_id}",
            voter="eslint",
            school="eslint",
            expert=expert,
            severity=known.severity,
            place=Place(path, message.line, max(message.line, message.end_line or 0)),
            description=f"{message.message.strip().rstrip('.')}.",
            recommendation=known.remedy or message.message,
            cwe=known.cwe,
            snippet=lines[message.line - 1].strip()[:200] if message.line <= len(lines) else "",
        )
