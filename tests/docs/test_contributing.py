"""What CONTRIBUTING says about files is so."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
ROWS = [row for row in ROW.findall((ROOT / "CONTRIBUTING.md").read_text("utf-8")) if "`" in row[1]]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_the_folder_of_a_new_file_is_there(row: tuple[str, ...]) -> None:
    for path in re.findall(r"`((?:src|benchmarks)[^`]+)`", row[1]):
        folder = (ROOT / path).parent if not path.endswith("/") else ROOT / path
        assert folder.is_dir(), path
        if row[1].startswith("`"):
            assert not (ROOT / path).is_file(), f"{path} is there already: name one that isn't"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_the_file_to_read_beside_it_is_there(row: tuple[str, ...]) -> None:
    for name in re.findall(r"`([^`]+\.\w+)`", row[3]):
        assert list(ROOT.glob(f"src/imperium/**/{name}")) or (ROOT / name).is_file(), name


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_the_contract_that_it_declares_is_there(row: tuple[str, ...]) -> None:
    source = "\n".join(path.read_text("utf-8") for path in (ROOT / "src/imperium").rglob("*.py"))
    for contract in re.findall(r"`([A-Z]\w+)`", row[2]):
        assert re.search(rf"^(?:class {contract}\b|{contract} = )", source, re.MULTILINE), contract
