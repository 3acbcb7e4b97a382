"""The models: all of them can be read, speak of what exists, and say where they are wrong."""

from __future__ import annotations

import pytest

from imperium.analysis.catalogue import catalogue, kinds, read_model
from imperium.analysis.interpreter.folding import OPERATIONS as FOLDS
from imperium.analysis.interpreter.structures import OPERATIONS as CONTENTS
from imperium.analysis.masks import bit, everything, mask
from imperium.analysis.selector import selector
from imperium.platform.errors import FatalError

FAMILIES = ("python", "javascript", "java")


@pytest.mark.parametrize("family", FAMILIES)
def test_every_operation_that_a_model_names_exists(family: str) -> None:
    model = catalogue(family).model
    assert set(model.folds.values()) <= set(FOLDS)
    for container in model.containers:
        assert set(container.operations.values()) <= {*CONTENTS[container.shape], "load"}


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_knows_sources_sinks_and_entries(family: str) -> None:
    model = catalogue(family).model
    assert model.sources
    assert model.sinks
    assert model.sanitizers
    assert model.entries


def test_kinds_say_what_they_are_and_what_to_do() -> None:
    for kind in kinds().values():
        assert kind.cwe
        assert kind.fix.endswith(".")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("sinks: [{kind: no_such_kind, calls: [a]}]", "no_such_kind"),
        ("sinks: [{kind: sql_injection, cals: [a]}]", "cals"),
        ("sinks: [{kind: sql_injection, calls: [a], arguments: ['0 or 1']}]", "0 or 1"),
        ("sanitizers: [{calls: [a], clears: [nothing]}]", "nothing"),
        ("sinks: {", "python/a.yaml"),
        ("nonsense: 1", "nonsense"),
    ],
)
def test_a_model_that_is_wrong_says_where(text: str, named: str) -> None:
    with pytest.raises(FatalError) as raised:
        read_model("python/a.yaml", text)
    assert "python/a.yaml" in raised.value.detail
    assert named in raised.value.detail


def test_names_are_found_exactly_by_their_end_and_by_method() -> None:
    known = catalogue("python")
    assert known.call("os.system").sinks
    assert known.call("anything.at.all.secure_filename").sanitizers
    assert not known.call("os.systems").sinks
    assert known.method("executemany").sinks


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("0", (None, 0, False, ())),
        ("0|sql|query", (None, 0, False, ("sql", "query"))),
        ("1-", (None, 1, True, ())),
        ("receiver", ("receiver", None, False, ())),
        ("**", ("**", None, False, ())),
    ],
)
def test_selectors(text: str, parts: tuple[object, ...]) -> None:
    found = selector(text)
    assert (found.whole, found.position, found.rest, found.keywords) == parts
    assert selector("0|args[0]").item == 0


def test_predictability_is_no_harm_that_a_caller_does() -> None:
    assert mask(("*",)) == everything()
    assert not everything() & bit("weak_randomness")
