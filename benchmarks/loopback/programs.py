"""The two programs, compiled at the first use; where there is no C compiler, or no epoll, ones that do the same."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
CACHE = HERE.parents[1] / ".peers" / "loopback"
FLAGS = ("-O2", "-Wall", "-Wextra")


def command(name: str) -> list[str]:
    """How to start `mock` or `load`."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler and sys.platform == "linux":
        return [str(_compiled(HERE / f"{name}.c", compiler))]
    return [sys.executable, str(HERE / f"{name}.py")]


def _compiled(source: Path, compiler: str) -> Path:
    program = CACHE / f"{source.stem}-{hashlib.sha256(source.read_bytes()).hexdigest()[:16]}"
    if not program.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        fresh = program.with_suffix(f".{os.getpid()}")
        subprocess.run([compiler, *FLAGS, "-o", fresh, source], check=True)
        fresh.rename(program)
    return program
