"""Runs, listed and shown and collected after the fact."""

import json
import re

from program import Program

OBJECTIVE = "Write social media posts for eco-friendly water bottles"


def test_runs_are_listed_shown_and_collected(imperium: Program) -> None:
    assert 'Start one: imperium run "…"' in imperium("runs", "list").stdout
    assert imperium("run", OBJECTIVE, "--out", "first").exit_code == 0
    listed = imperium("runs", "list").stdout
    found = re.search(r"run_\w+", listed)
    assert found
    assert "succeeded" in listed
    assert found[0] not in imperium("runs", "list", "--status", "failed").stdout
    shown_as = imperium("runs", "show", found[0])
    assert shown_as.exit_code == 0, shown_as.stderr
    shown = json.loads(shown_as.stdout)
    assert (shown["run_id"], shown["status"], shown["objective"]) == (found[0], "succeeded", OBJECTIVE)
    collected = imperium("runs", "collect", found[0], "--out", "second")
    assert collected.stdout.strip() == "second/index.html"
    for name in ("index.html", "report.json"):
        assert (imperium.folder / "second" / name).read_bytes() == (imperium.folder / "first" / name).read_bytes()
    refused = imperium("runs", "cancel", found[0])
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert f"Run {found[0]} is succeeded" in refused.stderr


def test_an_unknown_run_is_a_sentence(imperium: Program) -> None:
    for command in ("show", "cancel", "pause", "resume"):
        refused = imperium("runs", command, "run_nowhere")
        assert refused.exit_code == 1
        assert refused.stderr.startswith("There is no run 'run_nowhere'.")


def test_an_unknown_status_is_refused(imperium: Program) -> None:
    refused = imperium("runs", "list", "--status", "ended")
    assert refused.exit_code == 1
    assert "status" in refused.stderr
