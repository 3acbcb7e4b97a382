"""Routers of scikit-learn are asked only where they can answer."""

import subprocess

import numpy as np
import pytest
from benchmarks.routing_splits import Split

from benchmarks import routing_peers


@pytest.mark.parametrize("trouble", [subprocess.CalledProcessError(2, ["uv", "pip"]), FileNotFoundError(2, "no uv")])
def test_a_peer_that_cannot_be_installed_is_left_out_and_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], trouble: Exception
) -> None:
    def in_vain(name: str) -> str:
        raise trouble

    monkeypatch.setattr(routing_peers, "peer_python", in_vain)
    routing_peers._python.cache_clear()
    texts, told = [f"prompt {number}" for number in range(300)], [Split(0, list(range(200)), list(range(200, 300)))]
    try:
        assert routing_peers.foretold(texts, np.zeros(300), told) == {}
        assert routing_peers.foretold(texts, np.zeros(300), told) == {}
    finally:
        routing_peers._python.cache_clear()
    assert capsys.readouterr().out.count("scikit-learn is left out") == 1


def test_too_few_labels_are_not_asked_about(monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(name: str) -> str:
        raise AssertionError(name)

    monkeypatch.setattr(routing_peers, "peer_python", asked)
    assert routing_peers.foretold(["a"] * 50, np.zeros(50), [Split(0, list(range(40)), list(range(40, 50)))]) == {}
    assert routing_peers.foretold([], np.zeros(0), []) == {}
