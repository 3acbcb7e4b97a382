"""The reference says what the program says: a page that differs is stale."""

import subprocess
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
REFERENCE = DOCS / "reference"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The pages as the program would write them now, by file name."""
    folder = tmp_path_factory.mktemp("reference")
    subprocess.run([sys.executable, DOCS / "generator", folder], check=True, timeout=200)
    return {path.name: path.read_text("utf-8") for path in folder.iterdir()}


@pytest.mark.parametrize("name", sorted(path.name for path in REFERENCE.iterdir()))
def test_a_page_is_as_the_program_is(name: str, written: dict[str, str]) -> None:
    assert name in written, f"python3 dev.py docs: {name} is of no use any more"
    assert (REFERENCE / name).read_text("utf-8") == written[name], f"python3 dev.py docs: {name} is stale"


def test_every_page_is_there(written: dict[str, str]) -> None:
    assert written.keys() == {path.name for path in REFERENCE.iterdir()}
