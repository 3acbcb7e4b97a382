"""Advisories from the command line."""

import json

from program import Program

RECORD = {
    "id": "TEST-1",
    "affected": [{"package": {"ecosystem": "PyPI", "name": "thing"}, "versions": ["1.0"]}],
}


def test_they_are_taken_in_and_counted(imperium: Program) -> None:
    assert "`imperium advisories update` takes them in" in imperium("advisories", "status").stdout
    source = imperium.folder / "osv"
    source.mkdir()
    (source / "TEST-1.json").write_text(json.dumps(RECORD))
    taken = imperium("advisories", "update", "--from", source)
    assert taken.exit_code == 0, taken.output
    assert "PyPI                1" in taken.stdout
    assert "taken in at 20" in imperium("advisories", "status").stdout


def test_a_source_without_any_is_refused_with_the_remedy(imperium: Program) -> None:
    refused = imperium("advisories", "update", "--from", imperium.folder / "nowhere")
    assert refused.exit_code == 1
    assert "Give a folder, a zip or a file of OSV records" in refused.stderr


def test_a_private_mirror_must_be_named(imperium: Program) -> None:
    refused = imperium("advisories", "update", "--from", "http://127.0.0.1:9/all.zip")
    assert refused.exit_code == 1
    assert "does not lead to a public address" in refused.stderr
