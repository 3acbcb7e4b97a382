"""What is found in C and C++ as claims of the experts."""

from __future__ import annotations

from pathlib import Path

import pytest

from imperium.analysis.native.pattern import patterns
from imperium.kit.kinds import load
from imperium.review import native
from imperium.review.codes import meanings
from imperium.review.expert import Expert
from imperium.review.subject import Subject

TEXT = "int main(int n, char **a) {\n  char b[4];\n  strcpy(b, a[1]);\n  n == 3;\n  return 0;\n}\n"


def subject(**files: str) -> Subject:
    return Subject(files=files, root=Path())


def test_claims_have_a_flow_and_go_to_their_expert():
    [claim] = native.claims(subject(**{"a.c": TEXT}))
    assert (claim.type, claim.rule, claim.cwe[0], claim.severity) == (
        "buffer_overflow",
        "native/buffer_overwrite",
        787,
        "high",
    )
    assert (claim.place.first, claim.function) == (3, "main")
    assert [step.place.first for step in claim.flow] == [1, 3]
    [claim] = native.claims(subject(**{"a.c": TEXT}), "quality")
    assert (claim.rule, claim.place.first) == ("native/no_effect", 4)


def test_what_is_read_and_what_is_not():
    outcome = native.ask(subject(**{"a.c": TEXT, "b.c": "int f( {\n", "c.py": "x = 1"}), "security")
    assert (outcome.status, outcome.read) == ("ran", ("a.c",))
    assert outcome.unread["b.c"].startswith("line 1:")
    assert native.ask(subject(**{"c.py": "x = 1"}), "security").status == "nothing_to_read"


def test_only_changed_files_are_spoken_of():
    both = Subject(files={"a.c": TEXT, "b.c": TEXT}, root=Path(), changed={"b.c": ((1, 9),)})
    assert {claim.place.path for claim in native.claims(both)} == {"b.c"}


def test_every_kind_of_flaw_has_a_meaning():
    known = meanings(native.VOTER)
    assert set(patterns()) < set(known)
    assert all(meaning.cwe and meaning.remedy for meaning in known.values())


def test_a_rule_that_is_wrong_too_often_is_not_told():
    loop = "for (list<int>::iterator i = d.begin(); i != d.end(); i++) { if (*i) { d.clear(); } }"
    text = f"void f(list<int> d) {{ {loop} }}\n"
    assert native.claims(subject(**{"a.cpp": text})) == ()


@pytest.mark.parametrize("name", ["security", "quality"])
def test_the_experts_hear_it(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "a.c").write_text(TEXT)
    examined = load("imperium.review.experts", Expert, name).examine(Subject(files={"a.c": TEXT}, root=tmp_path))  # type: ignore[type-abstract]
    assert any(claim.voter == "native" for claim in examined.claims)
