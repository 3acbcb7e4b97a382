"""What is tracked: nothing of one machine, nothing of a registry, and commands that exist."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BINARY = {
    ".png",
    ".jpg",
    ".webp",
    ".mp4",
    ".exr",
    ".npz",
    ".npy",
    ".gz",
    ".woff2",
    ".ico",
    ".hdr",
    ".gguf",
    ".ttf",
    ".bin",
}
FOREIGN = {
    "a package registry": re.compile(r"py" r"pi\.org|python" r"hosted\.|npm" r"js\.org|--index-url|--extra-index"),
    "a path of one machine": re.compile(r"(?<![\w.])/(?:root|home/\w+|work/(?:main|shared)|Users/\w+)/"),
    "unfinished work": re.compile(r"(?:#|//|<!--)\s*(?:TODO|FIXME|XXX|HACK)\b"),
}
THIS = Path(__file__).resolve()


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    paths = [ROOT / name for name in listed.splitlines()]
    return [path for path in paths if path.is_file() and path.suffix not in BINARY and path != THIS]


@pytest.mark.parametrize("what", FOREIGN)
def test_no_tracked_file_holds(what: str) -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout")
    found = {}
    for path in tracked():
        if match := FOREIGN[what].search(path.read_text("utf-8", "replace")):
            found[str(path.relative_to(ROOT))] = match[0]
    assert not found


def commands() -> set[str]:
    """What dev.py says it can do."""
    told = subprocess.run([sys.executable, "dev.py", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(re.findall(r"python3 dev\.py (\w+)", told.stdout))


def test_an_unknown_command_prints_the_known_ones() -> None:
    refused = subprocess.run([sys.executable, "dev.py", "fly"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert refused.returncode == 2
    assert "python3 dev.py run" in refused.stdout


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_the_commands_that_are_written_down_exist(page: str) -> None:
    path = ROOT / page
    if not path.exists():
        pytest.skip(f"no {page}")
    written = set(re.findall(r"dev\.py (\w+)", path.read_text()))
    assert written <= commands()


def test_the_two_commands_of_a_user_and_the_one_for_checks_are_there() -> None:
    assert {"run", "test", "up", "check", "lock", "imperium"} <= commands()


def test_locked_dependencies_have_hashes_and_no_hosts() -> None:
    for lock in (ROOT / "requirements").glob("*.lock"):
        text = lock.read_text()
        assert "://" not in text, lock.name
        for block in re.split(r"\n(?=\S)", text.strip()):
            assert block.startswith("#") or "--hash=sha256:" in block, f"{lock.name}: {block[:60]}"
