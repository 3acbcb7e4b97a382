import shutil
import subprocess
from pathlib import Path

import pytest

from imperium.platform.errors import InvalidInput
from imperium.review.history import changed_since

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not on this machine")


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=T", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", "-b", "main")
    (tmp_path / "a.py").write_text("one\ntwo\nthree\n")
    (tmp_path / "same.py").write_text("same\n")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "first")
    return tmp_path


def test_lines_that_are_new_since_a_commit(repository: Path) -> None:
    files = {"a.py": "one\n2\nthree\nfour\n", "same.py": "same\n", "new.py": "x\ny\n"}
    assert changed_since(repository, "main", files) == {"a.py": ((2, 2), (4, 4)), "new.py": ((1, 2),)}


def test_a_folder_inside_a_repository_has_its_own_paths(repository: Path) -> None:
    inner = repository / "inner"
    inner.mkdir()
    (inner / "b.py").write_text("b\n")
    git(repository, "add", "-A")
    git(repository, "commit", "-qm", "second")
    assert changed_since(inner, "HEAD", {"b.py": "b\nc\n"}) == {"b.py": ((2, 2),)}


@pytest.mark.parametrize("base", ["nowhere", "--output=/tmp/x", "HEAD:a.py"])
def test_what_is_no_commit_is_named(repository: Path, base: str) -> None:
    with pytest.raises(InvalidInput, match="no commit"):
        changed_since(repository, base, {})


def test_programs_that_the_repository_names_are_not_started(repository: Path) -> None:
    trace = repository / "started"
    git(repository, "config", "core.fsmonitor", f"touch {trace}")
    git(repository, "config", "diff.external", f"touch {trace}")
    git(repository, "config", "filter.x.smudge", f"touch {trace}; cat")
    git(repository, "config", "filter.x.clean", f"touch {trace}; cat")
    (repository / ".gitattributes").write_text("* filter=x diff=x\n")
    assert changed_since(repository, "main", {"a.py": "one\n"}) == {}
    assert not trace.exists()
