import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.review.claim import Place, Step
from imperium.review.prompt import MOST_CHARACTERS, claims_in, prompt_for
from imperium.review.subject import Subject
from support.experts import Named
from support.findings import claim

TEXT = "import os\n\n\ndef find(name):\n    os.system(name)\n"
SUBJECT = Subject(files={"app.py": TEXT}, root=Path())
EXPERT = Named("security", asks="Find what an attacker could use.")


def said(**more: Any) -> dict[str, Any]:
    told = {
        "type": "Command injection",
        "severity": "critical",
        "file": "app.py",
        "line_range": [5, 5],
        "quote": "os.system(name)",
        "description": "A shell runs it.",
        "recommendation": "Use a list.",
        "confidence": 0.9,
    }
    return {**told, **more}


def read(*findings: Any) -> list[Any]:
    claims, _ = claims_in(json.dumps({"findings": findings, "summary": "x"}), EXPERT, SUBJECT, "a-model")
    return claims


def test_the_documented_template_is_filled_in() -> None:
    prompt = prompt_for(EXPERT, SUBJECT, [], [])
    assert prompt.startswith("You are a security expert for code review.\nLanguage: python\nFramework: not said\n")
    assert "Task: Find what an attacker could use." in prompt
    assert "- Maximum 15 findings per analysis" in prompt
    assert "    5     os.system(name)" in prompt
    assert "{{" not in prompt


def test_flows_and_what_others_found_are_context() -> None:
    flow = (Step(Place("app.py", 4, 4), "the parameter `name`"), Step(Place("app.py", 5, 5), "a shell runs it"))
    prompt = prompt_for(EXPERT, SUBJECT, [claim(flow=flow)], [claim(type="dead_code", voter="vulture")])
    assert "  app.py:4 the parameter `name`\n  app.py:5 a shell runs it" in prompt
    assert "  app.py:1 dead_code (vulture)" in prompt


def test_a_field_in_the_code_is_not_filled_in() -> None:
    subject = Subject(files={"app.py": "x = '{{specific_task}} {{nothing}}'\n"}, root=Path())
    assert "{{specific_task}} {{nothing}}" in prompt_for(EXPERT, subject, [], [])


def test_of_much_code_what_was_spoken_of_comes_first() -> None:
    files = {f"{n}.py": "x = 1\n" * 4_000 for n in range(6)} | {"last.py": "y = 2\n" * 3_000}
    prompt = prompt_for(EXPERT, Subject(files=files, root=Path()), [claim("last.py")], [])
    assert len(prompt) < MOST_CHARACTERS + 3_000
    assert "File last.py" in prompt
    assert "further parts are not shown" in prompt


def test_a_finding_becomes_a_claim() -> None:
    (found,) = read(said())
    assert (found.type, found.rule) == ("command_injection", "model/security/command_injection")
    assert (found.place, found.school, found.voter) == (Place("app.py", 5, 5), "model", "model:a-model")


def test_a_quotation_a_few_lines_away_is_found() -> None:
    (found,) = read(said(line_range=[9, 10]))
    assert found.place.first == 5


@pytest.mark.parametrize(
    "entry",
    [said(file="other.py"), said(severity="awful"), said(line_range=[1]), said(confidence="high"), "text", None, {}],
)
def test_entries_that_are_not_as_asked_are_left_out(entry: Any) -> None:
    assert read(entry, said()) == read(said())


def test_at_most_fifteen_are_read() -> None:
    assert len(read(*[said()] * 40)) == 15


@given(st.text(max_size=60))
def test_any_other_answer_is_a_decode_error(text: str) -> None:
    with pytest.raises(msgspec.DecodeError):
        claims_in(text.replace("{", ""), EXPERT, SUBJECT, "a-model")
