"""Every example of the README and the guide does what the page says."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer

from docs.examples import ADDRESS, Block, blocks, check_answer, run_shell
from docs.serving import Server
from imperium.cli.main import app
from imperium.models.catalog import Catalog
from imperium.platform.settings import load_settings

ROOT = Path(__file__).parents[2]
GUIDE = sorted((ROOT / "docs/guide").glob("*.md"))
PLUGIN = ROOT / "docs/guide/writing-a-plugin.md"  # its examples need its package: test_plugin.py
KNOWLEDGE = sorted((ROOT / "src/imperium/models/knowledge").glob("*.md"))
RUN = [ROOT / "README.md", *GUIDE]
READ = [*RUN, ROOT / "CONTRIBUTING.md", *KNOWLEDGE]
Serve = Callable[[bool], Server]


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", [page for page in RUN if page != PLUGIN], ids=name)
def test_the_examples_of_a_page_run(page: Path, serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    printed = ""
    for block in blocks(page):
        match block.kind:
            case "sh" | "sh model" | "sh refused":
                server = serve(block.labels == ("model",))
                printed = run_shell(block, server, tmp_path)
            case "python" | "python model":
                _python(block, serve(block.labels == ("model",)))
            case "json workflow":
                _workflow(block, serve(True))
            case "json answer":
                check_answer(block, printed, server)


@pytest.mark.parametrize("page", READ, ids=name)
def test_the_commands_and_settings_of_a_page_exist(page: Path, tmp_path: Path) -> None:
    for block in blocks(page):
        if block.language == "sh":
            _check_commands(block)
            _check_variables(block, tmp_path)
        elif block.kind == "json config" or (block.kind == "json" and page in KNOWLEDGE):
            _check_configuration(block, tmp_path)


@pytest.mark.parametrize("page", RUN, ids=name)
def test_no_block_is_left_to_itself(page: Path) -> None:
    known = {"sh", "sh model", "sh static", "sh refused", "python", "python model", "text", "sh plugin"}
    known |= {"json config", "json workflow", "json answer"}
    unknown = [b.where for b in blocks(page) if b.kind not in known and not any("." in label for label in b.labels)]
    assert unknown == []


def _python(block: Block, server: Server) -> None:
    code = compile(ADDRESS.sub(server.address, block.text), block.where, "exec")
    exec(code, {"__name__": "example"})


def _workflow(block: Block, server: Server) -> None:
    """It is accepted, and nothing of it fails."""
    with server.used(to_the_end=True), server.client() as client:
        answer = client.post("/workflow", json=block.json)
        assert answer.status_code in (200, 202), f"{block.where}: {answer.text}"
        run = server.ended(answer.json())
    assert run["status"] in ("succeeded", "cancelled"), f"{block.where}: {run['error']}"


def _check_commands(block: Block) -> None:
    for line in block.text.replace("\\\n", " ").splitlines():
        if line.startswith("imperium "):
            _check_command(shlex.split(line, comments=True)[1:], block)


def _check_command(words: list[str], block: Block) -> None:
    command: Any = typer.main.get_command(app)
    while words and hasattr(command, "list_commands"):
        inner = command.get_command(None, words[0])
        assert inner is not None, f"{block.where}: there is no command {words[0]!r}"
        command, words = inner, words[1:]
    options = {option for parameter in command.params for option in parameter.opts}
    for word in words:
        if word.startswith("--"):
            assert word.partition("=")[0] in options, f"{block.where}: {command.name} has no option {word}"


def _check_variables(block: Block, folder: Path) -> None:
    given = dict(re.findall(r"\b(IMPERIUM_[A-Z0-9_]*__[A-Z0-9_]+)=(\S+)", block.text))
    load_settings(None, folder, {key: value.strip("'\"") for key, value in given.items()})


def _check_configuration(block: Block, folder: Path) -> None:
    path = folder / "orchestration_config.json"
    path.write_text(block.text, "utf-8")
    Catalog(load_settings(path, folder, {}))
