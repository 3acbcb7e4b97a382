"""Which llama.cpp server there is on this machine, and how it is started."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from imperium.models.local.gguf import Header
from imperium.models.local.store import LocalModel
from imperium.platform.errors import InvalidInput, NoModelConnected
from imperium.platform.settings import Local

NAME = "llama-server"
PACKAGE = "xllamacpp"
INHERITED = (
    *("PATH", "HOME", "LANG", "LC_", "TMPDIR", "TZ", "LD_", "DYLD_", "PYTHONPATH", "VIRTUAL_ENV", "SYSTEMROOT"),
    *("CUDA_", "NVIDIA_", "HIP_", "HSA_", "ROCR_", "ROCM_", "GGML_", "VK_", "ONEAPI_", "SYCL_", "ZE_", "OMP_"),
)
"""Beginnings of the variables that the program is given: none that may hold a key of ours."""


def find_program(settings: Local) -> list[str]:
    """The command, without arguments.

    Raises:
        InvalidInput: `local.llamaServer` names something that can't be run.
        NoModelConnected: there is none; says how to get one.
    """
    if settings.llama_server is not None:
        return [_configured(settings.llama_server)]
    if found := shutil.which(NAME):
        return [found]
    if importlib.util.find_spec(PACKAGE) is not None:
        return [sys.executable, "-m", "imperium.models.local.xllamacpp_server"]
    raise NoModelConnected(
        "Nothing on this machine can run a GGUF file: there is no llama-server.",
        field="local.llamaServer",
        remedy=(
            f"Install llama.cpp so that `{NAME}` is on PATH, or name it by IMPERIUM_LOCAL__LLAMA_SERVER, "
            f"or install the Python package {PACKAGE} beside Imperium."
        ),
    )


def arguments(settings: Local, model: LocalModel, port: int) -> list[str]:
    """For llama-server, as its `--help` tells."""
    given = {
        "--model": str(model.path),
        "--alias": model.name,
        "--host": "127.0.0.1",
        "--port": str(port),
        "--ctx-size": str(context_of(settings, model.header)),
    }
    flags = ["--embeddings"] if model.header.embeds else ["--jinja"]
    return [*(word for pair in given.items() for word in pair), *flags, *settings.arguments]


def context_of(settings: Local, header: Header) -> int:
    """Tokens: what is configured, or less where the model knows no more."""
    return min(settings.context_tokens, header.context or settings.context_tokens)


def environment(key: str, ours: Mapping[str, str] = os.environ) -> dict[str, str]:
    """What the program needs of our environment, and the key that it asks for."""
    kept = {name: value for name, value in ours.items() if name.startswith(INHERITED)}
    return {**kept, "LLAMA_API_KEY": key}


def _configured(path: Path) -> str:
    found = shutil.which(path.expanduser())
    if found is None:
        raise InvalidInput(
            f"local.llamaServer: {path} can't be run.",
            field="local.llamaServer",
            value=str(path),
            remedy="Give the path of llama.cpp's llama-server.",
        )
    return str(found)
