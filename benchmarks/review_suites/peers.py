"""The reviewers that we stand beside, each with its own defaults and its own map from rules to weaknesses.

Bandit and ruff are ours already; bandit is given copies that the running Python can parse, which is its best.
Semgrep and eslint live in environments of their own; semgrep reads rules that the user brings. Cppcheck is the
system's.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from benchmarks.peers.environment import peer_package, peer_python
from benchmarks.review_suites.reviewer import Absent, Costs, Language, Review, Reviewer, Told, batches, run
from imperium.review import codes
from imperium.review.backport import parseable

BIN = Path(sys.executable).parent
CWE = re.compile(r"CWE-(\d+)", re.IGNORECASE)

ESLINT_CWES = {
    "detect-child-process": (78,),
    "detect-eval-with-expression": (95,),
    "detect-non-literal-fs-filename": (22,),
    "detect-non-literal-regexp": (1333, 400),
    "detect-non-literal-require": (95, 22),
    "detect-object-injection": (1321,),
    "detect-possible-timing-attacks": (208,),
    "detect-pseudoRandomBytes": (338, 330),
    "detect-unsafe-regex": (1333, 400),
    "detect-new-buffer": (908,),
    "detect-buffer-noassert": (125,),
    "detect-disable-mustache-escape": (79,),
    "detect-no-csrf-before-method-override": (352,),
    "detect-bidi-characters": (1007,),
}


@dataclass(frozen=True)
class Bandit:
    name: str = "bandit"
    languages: tuple[Language, ...] = ("python",)

    def review(self, root: Path, paths: Sequence[str]) -> Review | Absent:
        costs, told, unread = Costs(), [], set[str]()
        with tempfile.TemporaryDirectory() as copies:
            _copy(root, paths, Path(copies))
            for batch in batches(paths):
                costs.add(run([BIN / "bandit", "-q", "-f", "json", "--exit-zero", *batch], folder=Path(copies)))
        for output in costs.outputs:
            answer = json.loads(output)
            unread |= {_relative(fault["filename"]) for fault in answer["errors"]}
            told += [_bandit(result) for result in answer["results"]]
        return Review(tuple(told), costs.cpu_s, costs.rss_mb, frozenset(unread))


def _copy(root: Path, paths: Sequence[str], copies: Path) -> None:
    for path in paths:
        text = (root / path).read_text(errors="replace")
        (copies / path).parent.mkdir(parents=True, exist_ok=True)
        (copies / path).write_text(parseable(text) or text)


def _bandit(result: dict[str, Any]) -> Told:
    number = int((result.get("issue_cwe") or {}).get("id", 0))
    return Told(_relative(result["filename"]), result["line_number"], frozenset({number}), rule=result["test_id"])


def _relative(path: str) -> str:
    return path.removeprefix("./")


@dataclass(frozen=True)
class Ruff:
    """Its S rules are bandit's, and so are the weaknesses that they stand for."""

    name: str = "ruff S"
    languages: tuple[Language, ...] = ("python",)

    def review(self, root: Path, paths: Sequence[str]) -> Review | Absent:
        command = [BIN / "ruff", "check", "--isolated", "--no-cache", "--exit-zero", "--select", "S"]
        command += ["--target-version", "py314", "--output-format", "json"]
        costs = Costs()
        for batch in batches(paths):
            costs.add(run([*command, *batch], folder=root))
        entries = [entry for output in costs.outputs for entry in json.loads(output)]
        faults = {_below(root, entry["filename"]) for entry in entries if not (entry["code"] or "").startswith("S")}
        told = [_ruff(root, entry) for entry in entries if (entry["code"] or "").startswith("S")]
        return Review(tuple(told), costs.cpu_s, costs.rss_mb, frozenset(faults))


def _ruff(root: Path, entry: dict[str, Any]) -> Told:
    known = codes.meaning("bandit", entry["code"][1:])
    cwes = frozenset(known.cwe) if known else frozenset[int]()
    return Told(_below(root, entry["filename"]), entry["location"]["row"], cwes, rule=entry["code"])


def _below(root: Path, path: str) -> str:
    return str(Path(path).resolve().relative_to(root.resolve()))


@dataclass(frozen=True)
class Semgrep:
    """Semgrep with rules that the user has: they may not be shipped."""

    rules: Path | None
    name: str = "semgrep"
    languages: tuple[Language, ...] = ("python", "java", "javascript", "c")

    def review(self, root: Path, paths: Sequence[str]) -> Review | Absent:
        if self.rules is None:
            return Absent("name a folder of its rules: --semgrep-rules DIR")
        program = Path(peer_python("semgrep")).with_name("semgrep")
        command: list[str | Path] = [program, "scan", "--json", "--quiet", "--metrics", "off", "--no-git-ignore"]
        command += ["--disable-version-check", "--jobs", "1", "--max-target-bytes", "0"]
        costs = Costs()
        with tempfile.TemporaryDirectory() as kept:
            chosen = _rules_for(self.rules, {Path(path).suffix for path in paths}, Path(kept))
            for batch in batches(paths):
                costs.add(run([*command, "--config", chosen, *batch], folder=root))
        answers = [json.loads(output) for output in costs.outputs]
        told = tuple(_semgrep(result) for answer in answers for result in answer["results"])
        unread = frozenset(
            _relative(fault["path"]) for answer in answers for fault in answer["errors"] if "path" in fault
        )
        return Review(told, costs.cpu_s, costs.rss_mb, unread)


SEMGREP_LANGUAGES = {
    ".py": "python",
    ".java": "java",
    ".js": "javascript",
    ".ts": "typescript",
    ".c": "c",
    ".cpp": "cpp",
}


def _rules_for(rules: Path, suffixes: set[str], kept: Path) -> Path:
    """A folder of the rules about security in some languages; the others would only cost time."""
    wanted = {SEMGREP_LANGUAGES[suffix] for suffix in suffixes if suffix in SEMGREP_LANGUAGES}
    for number, file in enumerate(sorted(rules.rglob("*.yaml"))):
        if "generic" not in file.parts and _is_about(file, wanted):
            shutil.copy(file, kept / f"{number}.yaml")
    return kept


def _is_about(file: Path, wanted: set[str]) -> bool:
    try:
        held = yaml.safe_load(file.read_text())
    except yaml.YAMLError:
        return False
    rules = held.get("rules", []) if isinstance(held, dict) else []
    return any(wanted & set(rule.get("languages", ())) and "cwe" in rule.get("metadata", {}) for rule in rules)


def _semgrep(result: dict[str, Any]) -> Told:
    named = result["extra"].get("metadata", {}).get("cwe", [])
    numbers = CWE.findall(" ".join([named] if isinstance(named, str) else named))
    return Told(
        _relative(result["path"]), result["start"]["line"], frozenset(map(int, numbers)), rule=result["check_id"]
    )


@dataclass(frozen=True)
class Cppcheck:
    name: str = "cppcheck"
    languages: tuple[Language, ...] = ("c",)

    def review(self, root: Path, paths: Sequence[str]) -> Review | Absent:
        if not shutil.which("cppcheck"):
            return Absent("install cppcheck with the system's packages")
        form = "{file}\t{line}\t{cwe}\t{id}"
        command = ["cppcheck", "--quiet", "--enable=warning", f"--template={form}"]
        costs, said = Costs(), []
        for batch in batches(paths):
            ran = run([*command, *batch], folder=root)
            costs.add(ran)
            said += ran.errors.splitlines()
        return Review(tuple(_cppcheck(said)), costs.cpu_s, costs.rss_mb)


def _cppcheck(said: Sequence[str]) -> Iterator[Told]:
    for line in said:
        path, _, rest = line.partition("\t")
        number, _, rest = rest.partition("\t")
        cwe, _, rule = rest.partition("\t")
        if number.isdigit():
            yield Told(_relative(path), int(number), frozenset({int(cwe or 0)}), rule=rule)


@dataclass(frozen=True)
class Eslint:
    """eslint with eslint-plugin-security, as the plug-in recommends itself."""

    name: str = "eslint security"
    languages: tuple[Language, ...] = ("javascript",)

    def review(self, root: Path, paths: Sequence[str]) -> Review | Absent:
        if not shutil.which("npm"):
            return Absent("install Node.js with npm")
        modules = peer_package("eslint")
        settings = modules.parent / "eslint.config.mjs"
        command = ["node", modules / "eslint" / "bin" / "eslint.js", "--no-config-lookup", "--config", settings]
        costs = Costs()
        with tempfile.TemporaryDirectory(dir=modules.parent) as copies:  # it reads nothing outside its own folder
            for path in paths:
                (Path(copies) / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(root / path, Path(copies) / path)
            for batch in batches(paths):
                costs.add(run([*command, "--format", "json", *batch], folder=Path(copies)))
            told = [one for output in costs.outputs for one in _eslint(Path(copies), json.loads(output))]
        return Review(tuple(told), costs.cpu_s, costs.rss_mb)


def _eslint(copies: Path, files: list[dict[str, Any]]) -> Iterator[Told]:
    for file in files:
        for message in file["messages"]:
            rule = (message["ruleId"] or "").removeprefix("security/")
            if rule in ESLINT_CWES:
                path = str(Path(file["filePath"]).relative_to(copies.resolve()))
                yield Told(path, message["line"], frozenset(ESLINT_CWES[rule]), rule=rule)


def peers(semgrep_rules: Path | None) -> list[Reviewer]:
    """All of them."""
    return [Bandit(), Ruff(), Semgrep(semgrep_rules), Cppcheck(), Eslint()]
