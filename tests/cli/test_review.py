"""Code review at a terminal."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from program import Program

APP = (
    "import subprocess\n"
    "from flask import Flask, request\n"
    "\n"
    "app = Flask(__name__)\n"
    "\n"
    '@app.route("/run")\n'
    "def run():\n"
    '    cmd = request.args.get("cmd")\n'
    "    return subprocess.check_output(cmd, shell=True)\n"
)
QUICK = ("--experts", "security", "--no-models")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "app.py").write_text(APP)
    return folder


def test_a_folder_is_reviewed_and_a_gate_ends_with_one(imperium: Program, project: Path) -> None:
    done = imperium("review", project, *QUICK, "--fail-on", "high", "--report", f"sarif={project / 'out.sarif'}")
    assert done.exit_code == 1, done.output
    assert "app.py:9  CRITICAL  command injection" in done.stdout
    assert "    → app.py:8" in done.stdout
    assert json.loads((project / "out.sarif").read_text())["runs"][0]["results"]


def test_a_single_file_as_json(imperium: Program, project: Path) -> None:
    done = imperium("review", project / "app.py", *QUICK, "--format", "json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["findings"][0]["file"] == "app.py"


def test_a_baseline_shows_what_is_new(imperium: Program, project: Path) -> None:
    known = project.parent / "known.txt"
    first = imperium("review", project, *QUICK, "--baseline", known)
    assert "app.py:9" in first.stdout
    assert known.read_text().startswith("# Known findings")
    again = imperium("review", project, *QUICK, "--baseline", known, "--fail-on", "low")
    assert again.exit_code == 0, again.output
    assert again.stdout.startswith("Nothing to say.")
    (project / "app.py").write_text(APP + "\n@app.route('/x')\ndef x():\n    return eval(request.args['x'])\n")
    new = imperium("review", project, *QUICK, "--baseline", known)
    assert "code injection" in new.stdout
    assert "command injection" not in new.stdout


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not on this machine")
def test_only_what_is_new_since_a_commit(imperium: Program, project: Path) -> None:
    def git(*arguments: str) -> None:
        identity = ("-c", "user.name=T", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false")
        subprocess.run(["git", *identity, *arguments], cwd=project, check=True, capture_output=True)

    git("init", "-q", "-b", "main")
    git("add", "-A")
    git("commit", "-qm", "first")
    (project / "more.py").write_text("from flask import request\n\n\ndef more():\n    return eval(request.args['x'])\n")
    done = imperium("review", project, *QUICK, "--diff", "main")
    assert "more.py:5" in done.stdout
    assert "app.py" not in done.stdout
    refused = imperium("review", project, *QUICK, "--diff", "nowhere")
    assert refused.exit_code == 1
    assert "no commit 'nowhere'" in refused.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--format", "pdf"), "--format 'pdf' is not one of"),
        (("--fail-on", "grave"), "--fail-on 'grave' is not one of"),
        (("--report", "sarif"), "names no file"),
        (("--sarif", "app.py"), "is not JSON"),
        (("--experts", "wizard"), "experts"),
        (("--mode", "circle"), "mode"),
    ],
)
def test_what_cannot_be_asked_is_named(
    imperium: Program, project: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], words: str
) -> None:
    monkeypatch.chdir(project)
    done = imperium("review", project, *arguments)
    assert done.exit_code == 1
    assert words in done.stderr
