"""Which server program is found, and what it is given."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from imperium.models.local import program as programs
from imperium.models.local.program import arguments, environment, find_program
from imperium.models.local.store import LocalModel
from imperium.platform.errors import InvalidInput, NoModelConnected
from imperium.platform.settings import Settings

Configure = Callable[..., Settings]


def test_the_configured_one_goes_first(configured: Configure, program: Path) -> None:
    assert find_program(configured().local) == [str(program)]


def test_then_the_one_on_the_path(configure: Configure, program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(program.parent))
    assert find_program(configure().local) == [str(program)]


def test_then_the_package(configure: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("xllamacpp", reason="llama.cpp's wheel isn't installed on this platform")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_program(configure().local)[0] == sys.executable


def test_else_it_says_how_to_get_one(configure: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(programs, "PACKAGE", "a_package_that_nobody_has")
    with pytest.raises(NoModelConnected) as caught:
        find_program(configure().local)
    assert "IMPERIUM_LOCAL__LLAMA_SERVER" in str(caught.value.remedy)


def test_a_configured_one_that_cant_be_run(configure: Configure, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()
    for path in (tmp_path / "none", tmp_path / "notes.txt"):
        with pytest.raises(InvalidInput, match=path.name):
            find_program(configure(local={"llamaServer": str(path)}).local)


def test_the_context_is_bounded_by_the_model(configured: Configure, model: LocalModel) -> None:
    given = arguments(configured("--n-gpu-layers", "99", contextTokens=500).local, model, 4711)
    assert given[given.index("--ctx-size") + 1] == "500"
    assert given[given.index("--port") + 1] == "4711"
    assert given[-3:] == ["--jinja", "--n-gpu-layers", "99"]
    given = arguments(configured().local, model, 4711)
    assert given[given.index("--ctx-size") + 1] == "1024"


def test_one_for_vectors_is_told_so(configured: Configure, model: LocalModel) -> None:
    vectors = replace(model, header=replace(model.header, embeds=True))
    assert "--embeddings" in arguments(configured().local, vectors, 1)


def test_none_of_our_keys_is_inherited() -> None:
    ours = {
        "PATH": "/bin",
        "CUDA_VISIBLE_DEVICES": "0",
        "HF_TOKEN": "s",
        "OPENAI_API_KEY": "s",
        "IMPERIUM_API_KEY": "s",
    }
    assert environment("key", ours) == {"PATH": "/bin", "CUDA_VISIBLE_DEVICES": "0", "LLAMA_API_KEY": "key"}
    assert "PATH" in environment("key", os.environ)
