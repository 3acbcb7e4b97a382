"""The examples of a Markdown page: fenced blocks, whose words after the language say what is done with them.

`sh` is run against a server, `sh model` against one with a language model; `sh refused` is answered with an error, and
`sh static` can't be run here: its commands and variables are checked instead. `json config` is a user's configuration,
`json workflow` is posted to `/workflow`, `json answer` is what the block before it printed, in part. `python` is run.
`text` is what a person sees.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import pytest

from docs.serving import FINAL, Server

_FENCE = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
ADDRESS = re.compile(r"http://(?:127\.0\.0\.1|localhost):8000")
WAITS = re.compile(r"imperium run|/events")
"""In an example that waits for the end of a run."""


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block. `labels` are the words after the language."""

    page: Path
    line: int
    language: str
    labels: tuple[str, ...]
    text: str

    @property
    def kind(self) -> str:
        return " ".join((self.language, *self.labels))

    @property
    def where(self) -> str:
        return f"{self.page.name}:{self.line}"

    @property
    def json(self) -> Any:
        return orjson.loads(self.text)


def blocks(page: Path) -> Iterator[Block]:
    text = page.read_text("utf-8")
    for found in _FENCE.finditer(text):
        language, *labels = found["info"].split() or [""]
        yield Block(page, text.count("\n", 0, found.start()) + 1, language, tuple(labels), found["text"])


def run_shell(block: Block, server: Server, folder: Path) -> str:
    """What the block prints. It must succeed."""
    if "curl" in block.text and not shutil.which("curl"):
        pytest.skip("this machine has no curl")
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    env = {**os.environ, "PATH": path, "IMPERIUM_DATA": str(server.data), "NO_COLOR": "1"}
    text = ADDRESS.sub(server.address, block.text)
    command = ["bash", "-euo", "pipefail", "-c", text]
    with server.used(to_the_end=WAITS.search(text) is not None):
        done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=200, check=False)
    assert done.returncode == 0, f"{block.where}\n{done.stdout}\n{done.stderr}"
    assert ('"error_class"' in done.stdout) == ("refused" in block.labels), f"{block.where}\n{done.stdout}"
    return done.stdout


def check_answer(block: Block, printed: str, server: Server) -> None:
    """Whether all that is shown is there: every key, and every value that isn't left open with an ellipsis."""
    answer = orjson.loads(printed)
    if block.json.get("status") in FINAL and "status_url" in answer:
        answer = server.ended(answer)
    assert _partly(block.json, answer), f"{block.where}: {answer}"


def _partly(shown: Any, actual: Any) -> bool:
    if isinstance(shown, dict):
        return isinstance(actual, dict) and all(k in actual and _partly(v, actual[k]) for k, v in shown.items())
    if isinstance(shown, list):
        return isinstance(actual, list) and len(actual) >= len(shown) and all(map(_partly, shown, actual))
    return shown == actual or (isinstance(shown, str) and "…" in shown and isinstance(actual, str))
