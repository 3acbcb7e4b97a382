"""Servers for the examples of one page."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from docs.serving import Server
from imperium.chat import service as chat_service
from support.waiting import PATIENCE_S


@pytest.fixture
def serve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[bool], Server]]:
    """`serve(with_model)`: the page's server of that kind, started when it is first asked for. It plans before it
    answers, however slow the machine."""
    monkeypatch.setattr(chat_service, "PLAN_WITHIN_S", PATIENCE_S)
    running: dict[bool, Server] = {}

    def get(with_model: bool) -> Server:
        if with_model not in running:
            running[with_model] = Server(tmp_path / f"data-{with_model}", with_model).__enter__()
        return running[with_model]

    yield get
    for server in running.values():
        server.__exit__()
