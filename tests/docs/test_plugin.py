"""The package that the guide shows, built, installed and used."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from docs.examples import blocks, check_answer, run_shell
from docs.serving import Server

PAGE = Path(__file__).parents[2] / "docs/guide/writing-a-plugin.md"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the package is installed, from the files that the page shows."""
    source, site = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("site")
    for block in blocks(PAGE):
        for name in (label for label in block.labels if "." in label):
            (source / name).write_text(block.text, "utf-8")
    uv = Path(sys.executable).with_name("uv")
    options = ("--no-deps", "--no-build-isolation", "--offline", "--python", sys.executable, "--target", site)
    subprocess.run([uv, "pip", "install", "-q", *options, source], check=True, timeout=200)
    return site


@pytest.fixture
def server(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.syspath_prepend(str(site))
    with Server(tmp_path / "data", with_model=False) as server:
        yield server


def test_its_capability_is_called_and_planned_with(server: Server, tmp_path: Path) -> None:
    printed = ""
    for block in blocks(PAGE):
        if block.kind == "sh plugin":
            printed = run_shell(block, server, tmp_path)
        elif block.kind == "json answer":
            check_answer(block, printed, server)


@pytest.mark.parametrize(
    ("code", "printed"),
    [
        ("from imperium.models.provider import providers; print(providers()['acme'].title)", "Acme"),
        (
            "from imperium.models.strategy import strategies; print(strategies()['at_home'].summary)",
            "servers of one's own first",
        ),
    ],
    ids=["provider", "strategy"],
)
def test_its_other_kinds_are_known(site: Path, code: str, printed: str) -> None:
    env = {"PYTHONPATH": str(site)}
    shown = subprocess.run(
        [sys.executable, "-c", code], env=env, check=True, capture_output=True, text=True, timeout=200
    )
    assert shown.stdout == f"{printed}\n"
