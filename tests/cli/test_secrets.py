"""Sealing a key and changing the master, while a server may run."""

import json
import os

import pytest
from program import Program

KEY = "sk-of-the-command-0123456789wxyz"


@pytest.fixture
def sealing(imperium: Program) -> Program:
    imperium.environment["IMPERIUM_SECRETS__KEY_FILE"] = str(imperium.folder / "master" / "key.json")
    return imperium


def test_a_key_is_sealed_and_its_master_rotated(sealing: Program) -> None:
    added = sealing("secrets", "add", "openai", input=f"{KEY}\n")
    assert added.exit_code == 0, added.stderr
    assert "openai is connected" in added.stdout
    assert KEY not in added.output
    assert "local_file  1        1" in sealing("secrets", "status").stdout
    rotated = sealing("secrets", "rotate")
    assert "current version is 2" in rotated.stdout
    assert "1 keys wrapped anew" in rotated.stdout
    assert "local_file  2        1" in sealing("secrets", "status").stdout
    assert "Nothing to wrap anew." in sealing("secrets", "rewrap").stdout
    stored = json.loads((sealing.folder / "master" / "key.json").read_text())
    assert (stored["current"], sorted(stored["keys"])) == ("2", ["1", "2"])
    assert KEY.encode() not in (sealing.data / "imperium.sqlite").read_bytes()


def test_an_earlier_master_is_forgotten_once_nothing_needs_it(sealing: Program) -> None:
    sealing("secrets", "add", "openai", input=f"{KEY}\n")
    path = sealing.folder / "master" / "key.json"
    assert "There is no earlier version." in sealing("secrets", "retire", "--yes").stdout
    sealing("secrets", "rotate")
    at_once = sealing("secrets", "retire", "--yes")
    assert at_once.exit_code != 0
    assert "Try again in" in at_once.output
    os.utime(path, (0, 0))
    declined = sealing("secrets", "retire", input="n\n")
    assert declined.exit_code != 0
    assert sorted(json.loads(path.read_text())["keys"]) == ["1", "2"]
    assert "Forgotten: version 1." in sealing("secrets", "retire", input="y\n").stdout
    assert list(json.loads(path.read_text())["keys"]) == ["2"]
    assert "✓ models: openai" in sealing("doctor").stdout


def test_the_key_works_in_the_next_server_and_is_not_shown(sealing: Program) -> None:
    sealing("secrets", "add", "openai", input=f"{KEY}\n")
    told = sealing("doctor")
    assert "✓ models: openai" in told.stdout, told.output
    assert KEY not in told.output


@pytest.mark.parametrize(
    ("words", "key", "said"),
    [
        (("add", "opena"), KEY, "Did you mean 'openai'"),
        (("add", "openai"), "with a space", "without spaces"),
        (("add", "openai", "--dialect", "morse"), KEY, "openai_chat"),
    ],
)
def test_what_does_not_fit_is_refused(sealing: Program, words: tuple[str, ...], key: str, said: str) -> None:
    refused = sealing("secrets", *words, input=f"{key}\n")
    assert refused.exit_code != 0
    assert said in refused.output
    assert KEY not in refused.output
    assert "Traceback" not in refused.output
