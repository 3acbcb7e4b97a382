#!/usr/bin/env python3
"""Every task of a developer and the two commands of a user. Needs Python 3.11 and nothing else.

    python3 dev.py run "OBJECTIVE"    finished work in a folder
    python3 dev.py test [ARGS]        the whole suite (arguments go to pytest)
    python3 dev.py up                 the server
    python3 dev.py check              formatting, lint, types, import contracts
    python3 dev.py bench NAME         a benchmark: workflows
    python3 dev.py docs               write docs/reference anew
    python3 dev.py gallery [NAME]     draw docs/gallery's missing pictures, or these
    python3 dev.py lock               resolve the dependencies anew
    python3 dev.py imperium ARGS      any other command of the program

The first call makes `.venv` and installs the locked dependencies, each checked against its hash.
"""

from __future__ import annotations

import hashlib
import os
import ssl
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
LOCKS = ROOT / "requirements"
BUILD, RUNTIME, DEV = (LOCKS / f"{name}.lock" for name in ("build", "runtime", "dev"))


def call(*command: str | Path, quiet: bool = False) -> None:
    """Run a command in the project's root; end with its exit code when it fails."""
    result = subprocess.run(
        [str(part) for part in command], cwd=ROOT, check=False, capture_output=quiet, text=True, env=environment()
    )
    if result.returncode:
        if quiet:
            sys.stderr.write(result.stdout + result.stderr)
        sys.exit(result.returncode)


def environment() -> dict[str, str]:
    """Ours, with uv told of the package index and the certificates that pip is configured with."""
    env = {**os.environ, "UV_PROJECT_ENVIRONMENT": str(VENV), "VIRTUAL_ENV": str(VENV), "UV_NO_PROGRESS": "1"}
    for pip_name, uv_name in (("PIP_INDEX_URL", "UV_DEFAULT_INDEX"), ("PIP_CERT", "SSL_CERT_FILE")):
        if pip_name in env:
            env.setdefault(uv_name, env[pip_name])
    if ssl.get_default_verify_paths().cafile:
        env.setdefault("UV_SYSTEM_CERTS", "true")
    return env


def set_up(*locks: Path) -> None:
    """Make the environment hold exactly what the locks say, unless it does already."""
    stamp = VENV / f".{locks[-1].stem}"
    digest = hashlib.sha256(b"".join(lock.read_bytes() for lock in (BUILD, *locks)))
    digest.update((ROOT / "pyproject.toml").read_bytes())
    if stamp.exists() and stamp.read_text() == digest.hexdigest():
        return
    if not PYTHON.exists():
        make_environment()
    print("Installing the locked dependencies (once) …", file=sys.stderr, flush=True)
    call(PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--require-hashes", "-r", BUILD)
    lock_options = [option for lock in locks for option in ("-r", str(lock))]
    call(BIN / "uv", "pip", "install", "-q", "--require-hashes", "--no-deps", *lock_options)
    call(BIN / "uv", "pip", "install", "-q", "--no-deps", "--no-build-isolation", "--editable", ROOT)
    stamp.write_text(digest.hexdigest())


def make_environment() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036  (this file is what tells a user so)
        sys.exit(f"Imperium needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    print("Making .venv …", file=sys.stderr, flush=True)
    try:
        call(sys.executable, "-m", "venv", VENV, quiet=True)
    except SystemExit:
        sys.exit("Python's venv module is missing. On Debian and Ubuntu: apt-get install python3-venv")


def lock() -> None:
    set_up(DEV)
    written = ("--generate-hashes", "--no-header", "--no-annotate", "-q")
    resolve = ("--universal", "--python-version", "3.11", "--override", str(LOCKS / "overrides.in"), *written)
    for source, target in (("requirements/build.in", BUILD), ("pyproject.toml", RUNTIME)):
        call(BIN / "uv", "pip", "compile", *resolve, source, "-o", target)
    call(BIN / "uv", "pip", "compile", *resolve, "--group", "dev", "pyproject.toml", "-o", DEV)


def check() -> None:
    set_up(DEV)
    call(BIN / "ruff", "format", "--check", "-q", "src", "tests", "benchmarks", "docs", "dev.py")
    call(BIN / "ruff", "check", "-q", "src", "tests", "benchmarks", "docs", "dev.py")
    call(BIN / "mypy")
    call(BIN / "lint-imports")


def test(arguments: list[str]) -> None:
    set_up(DEV)
    workers = [] if any(argument.startswith("-n") for argument in arguments) else ["-n", "auto", "--dist", "worksteal"]
    call(PYTHON, "-m", "pytest", *workers, *arguments)


def program(arguments: list[str]) -> None:
    set_up(RUNTIME)
    os.execv(PYTHON, [str(PYTHON), "-m", "imperium", *arguments])


def main() -> None:
    command, *arguments = sys.argv[1:] or ["help"]
    if command in ("run", "up"):
        program([command, *arguments])
    elif command == "imperium":
        program(arguments)
    elif command == "test":
        test(arguments)
    elif command == "check":
        check()
    elif command == "bench" and arguments:
        set_up(DEV)
        call(PYTHON, "-m", f"benchmarks.{arguments[0]}", *arguments[1:])
    elif command == "docs":
        set_up(DEV)
        call(PYTHON, "docs/generator")
    elif command == "gallery":
        set_up(DEV)
        call(PYTHON, "docs/gallery", *arguments)
    elif command == "lock":
        lock()
    else:
        print(__doc__)
        sys.exit(0 if command in ("help", "-h", "--help") else 2)


if __name__ == "__main__":
    main()
