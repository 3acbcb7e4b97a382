"""A real server process on a free port, with the workshop as a plug-in."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import IO

import httpx

from imperium.platform.database import owner_address
from support import plugin
from support.waiting import PATIENCE_S, seen

START_S = 120.0
ASK_S = 0.1
"""Seconds between two looks."""
UNLIMITED = {"IMPERIUM_RATE_LIMITS__DEFAULT__REQUESTS": "100000"}


class Server:
    """`imperium up` on a data folder. `client` speaks to it while it lives."""

    def __init__(self, data: Path, database_url: str | None = None) -> None:
        self.data = data
        self.trace = data / "trace"
        plugins = data / "plugins"
        if not plugins.exists():
            plugin.install(plugins)
        path = os.pathsep.join([str(plugins), os.environ["PYTHONPATH"]])
        self._environment = {**os.environ, "PYTHONPATH": path, "WORKSHOP_TRACE": str(self.trace), **UNLIMITED}
        if database_url is not None:
            self._environment["DATABASE_URL"] = database_url
        self._process: subprocess.Popen[str] | None = None
        self.client = httpx.Client(timeout=PATIENCE_S)

    def start(self) -> None:
        with (self.data / "server.log").open("a") as log:
            self._process = self.launch(log)
        seen(self._is_up, START_S, ASK_S)

    def launch(self, log: IO[str] | int) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "imperium", "up", "--port", "0", "--data", str(self.data)]
        return subprocess.Popen(command, env=self._environment, stderr=log, stdout=log, text=True)

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def kill(self) -> None:
        """kill -9."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)
        self.client.close()

    def made(self) -> list[str]:
        """Every piece that was made, in order."""
        return self.trace.read_text().split() if self.trace.exists() else []

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(PATIENCE_S)
            self._process = None

    def _is_up(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, (self.data / "server.log").read_text()
        if (address := owner_address(self.data)) is None:
            return False
        self.client.base_url = httpx.URL(address)
        try:
            return self.client.get("/health").is_success
        except httpx.TransportError:
            return False
