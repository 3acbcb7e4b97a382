"""The dependency expert on small projects."""

import asyncio
import json
from pathlib import Path

from imperium.review.advisories.repository import FILE
from imperium.review.advisories.update import update
from imperium.review.claim import Claim
from imperium.review.experts.dependency import EXPERT
from imperium.review.subject import Subject


def subject(root: Path, files: dict[str, str], advisories: Path | None = None) -> Subject:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return Subject(files=files, root=root, advisories=advisories)


def claims(root: Path, files: dict[str, str], kind: str, advisories: Path | None = None) -> list[Claim]:
    return [claim for claim in EXPERT.examine(subject(root, files, advisories)).claims if claim.type == kind]


def database(folder: Path) -> Path:
    rated = {"severity": "HIGH", "cwe_ids": ["CWE-79"]}
    events = [{"introduced": "0"}, {"fixed": "2.0"}]
    affected = [
        {"package": {"ecosystem": "PyPI", "name": "thing"}, "ranges": [{"type": "ECOSYSTEM", "events": events}]}
    ]
    record = {"id": "GHSA-1", "aliases": ["CVE-1", "PYSEC-1"], "summary": "It leaks.", "affected": affected}
    again = record | {"id": "PYSEC-1", "aliases": ["GHSA-1"]}
    bad = [{"package": {"ecosystem": "npm", "name": "left"}, "versions": ["1.0.0"]}]
    records = [record | {"database_specific": rated}, again, {"id": "MAL-1", "summary": "Steals.", "affected": bad}]
    for each in records:
        (folder / f"{each['id']}.json").write_text(json.dumps(each))
    asyncio.run(update(folder, [str(folder)]))
    return folder / FILE


def test_a_vulnerable_package_is_told_once_with_its_fix(tmp_path: Path) -> None:
    (tmp_path / "osv").mkdir()
    advisories = database(tmp_path / "osv")
    files = {"requirements.txt": "other==1.0\nthing==1.5\nsafe==2.0\n"}
    [claim] = claims(tmp_path, files, "vulnerable_dependency", advisories)
    assert (claim.place.first, claim.severity, claim.cwe, claim.snippet) == (2, "high", (1395, 79), "thing==1.5")
    assert "thing 1.5 has a known vulnerability: GHSA-1 (CVE-1): It leaks." in claim.description
    assert claim.recommendation == "Update thing to 2.0 or later."


def test_a_malicious_package_is_critical(tmp_path: Path) -> None:
    (tmp_path / "osv").mkdir()
    files = {"package-lock.json": json.dumps({"packages": {"node_modules/left": {"version": "1.0.0"}}}, indent=1)}
    [claim] = claims(tmp_path, files, "malicious_dependency", database(tmp_path / "osv"))
    assert (claim.severity, claim.cwe, claim.place.first) == ("critical", (506,), 3)


def test_without_a_database_the_remedy_is_named(tmp_path: Path) -> None:
    outcomes = EXPERT.examine(subject(tmp_path, {"requirements.txt": "thing==1.5\n"})).outcomes
    [told] = [outcome for outcome in outcomes if outcome.tool == "advisories"]
    assert (told.status, told.remedy) == ("absent", "imperium advisories update")


def test_a_cycle_is_told_with_its_way(tmp_path: Path) -> None:
    files = {
        "p/__init__.py": "",
        "p/a.py": "from p import b\n",
        "p/b.py": "import os\nfrom p.c import x\n",
        "p/c.py": "import p.a\n",
    }
    [claim] = claims(tmp_path, files, "import_cycle")
    assert claim.description.startswith("p/a.py imports p/b.py imports p/c.py imports p/a.py:")
    assert [(step.place.path, step.place.first) for step in claim.flow] == [("p/a.py", 1), ("p/b.py", 2), ("p/c.py", 1)]


def test_java_may_import_in_circles(tmp_path: Path) -> None:
    files = {"p/A.java": "package p;\nimport q.B;\n", "q/B.java": "package q;\nimport p.A;\n"}
    assert not claims(tmp_path, files, "import_cycle")


def test_unpinned_requirements_are_one_claim(tmp_path: Path) -> None:
    [claim] = claims(tmp_path, {"requirements.txt": "a\nb>=1\nc==1.0\n"}, "unpinned_dependency")
    assert "a (any version), b (>=1)" in claim.description


def test_a_lock_file_pins(tmp_path: Path) -> None:
    manifest = json.dumps({"dependencies": {"a": "^1.0.0"}}, indent=1)
    lock = json.dumps({"packages": {"node_modules/a": {"version": "1.0.0"}}}, indent=1)
    assert claims(tmp_path, {"package.json": manifest}, "unpinned_dependency")
    assert not claims(tmp_path, {"package.json": manifest, "package-lock.json": lock}, "unpinned_dependency")


def test_a_reciprocal_licence_in_a_permissive_project(tmp_path: Path) -> None:
    packages = {
        "node_modules/a": {"version": "1.0.0", "license": "GPL-3.0-only"},
        "node_modules/b": {"version": "1.0.0", "license": "(MIT OR GPL-2.0)"},
        "node_modules/c": {"version": "1.0.0", "license": "LGPL-3.0"},
    }
    files = {"package.json": '{"license": "MIT"}', "package-lock.json": json.dumps({"packages": packages}, indent=1)}
    assert [claim.description.split()[0] for claim in claims(tmp_path, files, "licence_conflict")] == ["a"]
    assert not claims(tmp_path, files | {"package.json": '{"license": "GPL-3.0-only"}'}, "licence_conflict")


def test_a_node_package_that_nothing_asks_for(tmp_path: Path) -> None:
    files = {
        "package.json": '{"dependencies": {"express": "1.0.0"}}',
        "a.js": "const e = require('express')\nconst fs = require('node:fs')\nconst l = require('lodash/fp')\n",
    }
    [claim] = claims(tmp_path, files, "missing_dependency")
    assert (claim.place.first, claim.description) == (3, "lodash is imported but package.json doesn't ask for it.")


def test_python_packages_are_judged_by_deptry(tmp_path: Path) -> None:
    files = {
        "pyproject.toml": '[project]\nname = "app"\nversion = "1"\ndependencies = ["click>=8", "PyYAML>=6"]\n'
        '[tool.deptry]\nignore = ["DEP001", "DEP002"]\n',
        "app/__init__.py": "",
        "app/main.py": "import yaml\nimport nowhere\nimport helper\ntry:\n    import maybe\nexcept ImportError: ...\n",
        "app/helper.py": "",
    }
    missing = claims(tmp_path, files, "missing_dependency")
    assert [(claim.snippet, claim.rule) for claim in missing] == [("import nowhere", "deptry/DEP001")]
    [unused] = claims(tmp_path, files, "unused_dependency")
    assert "`click`" in unused.description
    assert "PyYAML" not in unused.description


def test_a_lock_that_can_not_be_read_is_told(tmp_path: Path) -> None:
    examination = EXPERT.examine(subject(tmp_path, {"poetry.lock": "[[package\n"}))
    assert "not TOML" in examination.outcomes[0].unread["poetry.lock"]
