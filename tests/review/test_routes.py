"""The review over HTTP: the whole application, and a provider of the test's own behind it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from imperium.platform.auth.principal import Role
from support.people import people, settings_for
from support.upstream_app import Provider, Running, connected, serving, settings_in

CODE = (
    "from flask import Flask, request\n"
    "import subprocess\n"
    "\n"
    "app = Flask(__name__)\n"
    "\n"
    "@app.route('/run')\n"
    "def run():\n"
    "    cmd = request.args.get('cmd')\n"
    "    return subprocess.check_output(cmd, shell=True)\n"
)
MODEL = "openai:reviewer"


def said(**more: Any) -> dict[str, Any]:
    told = {
        "type": "Race condition",
        "severity": "high",
        "file": "code.py",
        "line_range": [7, 7],
        "quote": "def run():",
        "description": "Two requests run at once.",
        "recommendation": "Take a lock: `with lock: ...`.",
        "confidence": 0.95,
    }
    return {**told, **more}


def answer(*findings: dict[str, Any], summary: str = "Looked at it.") -> str:
    return json.dumps({"findings": findings, "summary": summary, "execution_time_ms": 1})


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    upstream = Provider()
    await upstream.start()
    yield upstream
    await upstream.stop()


@pytest.fixture
async def running(tmp_path: Path) -> AsyncIterator[Running]:
    async with serving(settings_in(tmp_path)) as one:
        yield one


async def asked(running: Running, status: int = 200, **body: Any) -> Any:
    found = await running.http.post("/api/v1/review", json={"models": "never", **body})
    assert found.status_code == status, found.text
    return found.json()


async def test_a_flow_from_a_request_to_a_shell_is_found(running: Running) -> None:
    found = await asked(running, code=CODE, language="python")
    first = found["findings"][0]
    assert first["type"] == "command_injection"
    assert first["severity"] == "critical"
    assert first["line_range"] == [9, 9]
    assert {step["place"]["first"] for step in first["flow"]} == {8, 9}
    assert 0.5 < first["confidence"] <= 1
    assert {expert["expert"]: expert["status"] for expert in found["experts"]}["security"] == "ran"


async def test_good_code_gets_no_finding_of_weight(running: Running) -> None:
    code = '"""Adding."""\n\n\ndef add(left: int, right: int) -> int:\n    """The sum."""\n    return left + right\n'
    found = await asked(running, code=code, language="python", experts=["security"])
    assert found["findings"] == found["more"] == []
    assert found["summary"] == "Nothing to say."


async def test_it_can_be_written_as_sarif_and_markdown(running: Running) -> None:
    body = {"code": CODE, "language": "python", "models": "never", "experts": ["security"]}
    sarif = await running.http.post("/api/v1/review", params={"format": "sarif"}, json=body)
    assert sarif.headers["content-type"].startswith("application/sarif+json")
    assert sarif.json()["runs"][0]["results"]
    markdown = await running.http.post("/api/v1/review", params={"format": "markdown"}, json=body)
    assert markdown.text.startswith("# Code review\n")


async def test_a_diff_narrows_what_is_spoken_of(running: Running) -> None:
    files = {"app.py": CODE}
    elsewhere = "--- a/app.py\n+++ b/app.py\n@@ -4 +4 @@\n-app = None\n+app = Flask(__name__)\n"
    there = "--- a/app.py\n+++ b/app.py\n@@ -8 +8 @@\n-    cmd = ''\n+    cmd = request.args.get('cmd')\n"
    types = [finding["type"] for finding in (await asked(running, files=files, diff=elsewhere))["findings"]]
    assert "command_injection" not in types
    types = [finding["type"] for finding in (await asked(running, files=files, diff=there))["findings"]]
    assert "command_injection" in types, "the flow passes the line that was changed"


async def test_a_baseline_and_a_comment_keep_what_is_known_apart(running: Running) -> None:
    first = (await asked(running, code=CODE, language="python", experts=["security"]))["findings"][0]
    again = await asked(running, code=CODE, language="python", experts=["security"], baseline=[first["fingerprint"]])
    assert first["fingerprint"] not in [one["fingerprint"] for one in again["findings"]]
    known = CODE.replace("shell=True)", "shell=True)  # imperium: ignore[command_injection]: our own machine")
    found = await asked(running, code=known, language="python", experts=["security"])
    assert [one["suppressed"] for one in found["suppressed"]] == ["our own machine"]


async def test_a_dismissed_finding_stays_away_and_its_rule_counts_for_less(running: Running) -> None:
    body = {"code": CODE, "language": "python", "experts": ["security"]}
    first = (await asked(running, **body))["findings"][0]
    verdict = {"fingerprint": first["fingerprint"], "verdict": "dismiss", "reason": "a tool for ourselves"}
    told = await running.http.post("/api/v1/review/feedback", json=verdict)
    assert told.status_code == 200, told.text
    assert first["rule"] in told.json()["rules"]
    found = await asked(running, **body)
    assert first["fingerprint"] not in [one["fingerprint"] for one in found["findings"]]
    (known,) = [one for one in found["suppressed"] if one["fingerprint"] == first["fingerprint"]]
    assert known["suppressed"] == "a tool for ourselves"
    before = {one["rule"]: one["precision"] for one in first["evidence"]}
    assert all(one["precision"] < before[one["rule"]] for one in known["evidence"])


async def test_a_verdict_on_what_nobody_found_is_refused(running: Running) -> None:
    found = await running.http.post("/api/v1/review/feedback", json={"fingerprint": "0" * 32, "verdict": "accept"})
    assert found.status_code == 404
    assert found.json()["field"] == "fingerprint"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "exactly one"),
        ({"code": "x"}, "language"),
        ({"files": {"../x.py": "x"}}, "doesn't stay inside"),
        ({"files": {"a.py": "x"}, "diff": "hello"}, "diff"),
        ({"files": {"a.py": "x"}, "base": "main"}, "base"),
        ({"code": "x", "language": "cobol"}, "language"),
        ({"code": "x", "language": "python", "sarif": [{"version": "2.1.0"}]}, "sarif.0.runs"),
    ],
)
async def test_what_cannot_be_reviewed_is_named(running: Running, body: dict[str, Any], field: str) -> None:
    problem = await asked(running, 422, **body)
    assert field in json.dumps(problem)


async def test_another_analysers_report_is_one_more_voter(running: Running) -> None:
    result = {
        "ruleId": "py/shell",
        "message": {"text": "A shell runs what a caller sends."},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": "code.py"}, "region": {"startLine": 9}}}],
    }
    rules = [{"id": "py/shell", "properties": {"tags": ["external/cwe/cwe-078"], "security-severity": "9.8"}}]
    report = {
        "version": "2.1.0",
        "runs": [{"tool": {"driver": {"name": "CodeQL", "rules": rules}}, "results": [result]}],
    }
    found = await asked(running, code=CODE, language="python", experts=["security"], sarif=[report])
    first = found["findings"][0]
    assert "codeql" in {one["voter"] for one in first["evidence"]}
    assert "imported" in first["experts"] or "security" in first["experts"]


async def test_a_folder_of_the_server_is_for_its_administrators(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    (tmp_path / "project/app.py").write_text(CODE)
    body = {"repository": str(tmp_path / "project"), "models": "never", "experts": ["security"]}
    async with people(settings_for(tmp_path, "http://127.0.0.1:9"), Role.MEMBER, Role.ADMIN) as (member, admin):
        for person, ended in ((member, "failed"), (admin, "succeeded")):
            accepted = await person.post("/api/v1/review", 202, body)
            async for _ in person.running.events(f"/workflow/{accepted['id']}/events", **person.headers):
                pass
            run = await person.get(f"/workflow/{accepted['id']}")
            assert run["status"] == ended, run
        assert run["results"]["result"]["findings"][0]["file"] == "app.py"


async def test_a_models_finding_is_shown_with_a_quotation_that_stands_in_the_file(
    tmp_path: Path, provider: Provider
) -> None:
    provider.scripts["reviewer"] = [answer(said(), said(quote="def walk():", line_range=[3, 3]))]
    async with serving(connected(tmp_path, provider, {"thinking_ai": "reviewer"})) as running:
        body = {"code": CODE, "language": "python", "experts": ["security"], "models": "auto", "model": MODEL}
        found = await asked(running, **body, budget_usd=1)
    mine = [one for one in (*found["findings"], *found["more"]) if one["type"] == "race_condition"]
    assert [one["line_range"] for one in mine] == [[7, 7]]
    assert mine[0]["confidence"] <= 0.6, "nobody else says so"
    assert any("quoted code" in one["reason"] for one in found["rejected"])
    (expert,) = [one for one in found["experts"] if one["expert"] == "security"]
    assert (expert["model"], expert["cost_micro_usd"]) == ("reviewer", found["cost_micro_usd"])
    assert found["cost_micro_usd"] > 0
    prompt = provider.asked("reviewer")[0]["messages"][-1]["content"]
    assert "Static analysis follows this flow (command_injection)" in prompt
    assert "    9     return subprocess.check_output(cmd, shell=True)" in prompt


async def test_a_model_that_answers_nonsense_is_asked_once_more_and_then_left(
    tmp_path: Path, provider: Provider
) -> None:
    provider.scripts["reviewer"] = ["I think it is fine."]
    async with serving(connected(tmp_path, provider, {"thinking_ai": "reviewer"})) as running:
        body = {"code": CODE, "language": "python", "experts": ["security"], "models": "auto", "model": MODEL}
        found = await asked(running, **body, budget_usd=1)
    assert len(provider.asked("reviewer")) == 2
    (expert,) = [one for one in found["experts"] if one["expert"] == "security"]
    assert "not the JSON" in expert["reason"]
    assert found["findings"], "the static part stands"


async def test_a_share_that_is_too_small_asks_no_model(tmp_path: Path, provider: Provider) -> None:
    async with serving(connected(tmp_path, provider, {"thinking_ai": "reviewer"})) as running:
        body = {"code": CODE, "language": "python", "experts": ["security"], "models": "auto", "model": MODEL}
        found = await asked(running, **body, budget_usd=0.000001)
    assert provider.asked("reviewer") == []
    (expert,) = [one for one in found["experts"] if one["expert"] == "security"]
    assert "its share of the budget" in expert["reason"]
