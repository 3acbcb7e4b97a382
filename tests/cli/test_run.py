"""From an objective to a folder, in a process of its own."""

import json
import re
import signal

from program import Program, read_until

OBJECTIVE = "Write social media posts and an e-mail campaign for eco-friendly water bottles for hikers"


def test_an_objective_becomes_a_folder(imperium: Program) -> None:
    process = imperium.start("run", OBJECTIVE, "--out", "results")
    log, _ = process.communicate(timeout=120)
    assert process.returncode == 0, log
    assert "\x1b" not in log, "a plain log where nobody watches a screen"
    assert "Social posts and email for eco-friendly water bottles: 2 tasks" in log
    assert re.search(r"\[ +\d+\.\d s\] social_posts: succeeded in \d+\.\d s, \$0\.00 embedded:copywriter", log)
    assert "results/index.html" in log
    page = (imperium.folder / "results" / "index.html").read_text()
    assert page.lstrip().lower().startswith("<!doctype html>")
    assert "water bottle" in page
    assert not re.search(r'(?:src|href)="https?://(?!127\.0\.0\.1)[^"]+\.(?:js|css)"', page), "self-contained"
    report = json.loads((imperium.folder / "results" / "report.json").read_text())
    assert report["status"] == "succeeded"
    assert {task["engine"] for task in report["tasks"]} == {"embedded:copywriter"}
    assert all(task["attempts"] >= 1 and task["cost_micro_usd"] == 0 for task in report["tasks"])


def test_interrupting_keeps_what_is_done(imperium: Program) -> None:
    process = imperium.start("run", "Write social media posts and make twelve 64x64 images of a mug", "--out", "kept")
    read_until(process, "social_posts: succeeded")
    process.send_signal(signal.SIGINT)
    log, _ = process.communicate(timeout=120)
    assert "Stopping; what is finished is kept." in log
    assert process.returncode == 1
    assert "Traceback" not in log
    report = json.loads((imperium.folder / "kept" / "report.json").read_text())
    assert report["status"] == "cancelled"
    statuses = {task["id"]: task["status"] for task in report["tasks"]}
    assert statuses["social_posts"] == "succeeded"
    assert "cancelled" in statuses.values()


def test_a_refusal_is_a_sentence_and_exit_code_one(imperium: Program) -> None:
    refused = imperium("run", "Tell me a joke")
    assert refused.exit_code == 1
    assert refused.stdout == ""
    (sentence,) = refused.stderr.splitlines()
    assert sentence.startswith("This objective needs a language model, and none is connected. To connect one,")


def test_what_doesnt_exist_is_named(imperium: Program) -> None:
    refused = imperium("run", OBJECTIVE, "--config", "nowhere.json")
    assert refused.exit_code == 1
    assert refused.stderr.strip() == "There is no configuration file nowhere.json."


def test_a_budget_below_zero_is_refused(imperium: Program) -> None:
    refused = imperium("run", OBJECTIVE, "--budget", "-1")
    assert refused.exit_code == 1
    assert "budget_usd" in refused.stderr
