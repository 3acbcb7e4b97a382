"""An environment for each peer, from its lock with hashes, made at the first use."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
FOLDER = HERE.parents[1] / ".peers"


def peer_python(name: str) -> str:
    """The interpreter of a peer's environment."""
    lock, environment = HERE / f"{name}.lock", FOLDER / name
    python, stamp = environment / "bin" / "python", environment / ".lock"
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    if not stamp.exists() or stamp.read_text() != digest:
        uv = Path(sys.executable).with_name("uv")
        subprocess.run([uv, "venv", "-q", "--clear", "--python", sys.executable, environment], check=True)
        install = [uv, "pip", "install", "-q", "--require-hashes", "--python", python, "-r", lock]
        subprocess.run(install, check=True)
        stamp.write_text(digest)
    return str(python)


def peer_package(name: str) -> Path:
    """The folder `node_modules` of a peer from npm; `package-lock.json` has the hash of every package."""
    sources, environment = HERE / name, FOLDER / name
    stamp = environment / ".lock"
    digest = hashlib.sha256((sources / "package-lock.json").read_bytes()).hexdigest()
    if not stamp.exists() or stamp.read_text() != digest:
        shutil.copytree(sources, environment, dirs_exist_ok=True)
        install = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run(install, check=True, cwd=environment, stdout=subprocess.DEVNULL)
        stamp.write_text(digest)
    return environment / "node_modules"
