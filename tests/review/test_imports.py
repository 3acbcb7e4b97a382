import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.platform.errors import InvalidInput
from imperium.review.imports import claims_of
from imperium.review.report import report
from support.findings import finding, review

FILES = {"shop/app.py": "x = 1\n" * 20, "app.py": "y = 2\n"}


def sarif(**result: Any) -> dict[str, Any]:
    location = {"physicalLocation": {"artifactLocation": {"uri": "shop/app.py"}, "region": {"startLine": 7}}}
    rules = [{"id": "js/sql", "properties": {"tags": ["security", "external/cwe/cwe-089"], "security-severity": "8.8"}}]
    told = {"ruleId": "js/sql", "message": {"text": "A query."}, "locations": [location], **result}
    return {"runs": [{"tool": {"driver": {"name": "CodeQL", "rules": rules}}, "results": [told]}]}


def test_a_result_is_a_claim_of_its_analyser() -> None:
    (claim,) = claims_of(sarif(), FILES, 0)
    assert (claim.type, claim.cwe, claim.severity) == ("sql_injection", (89,), "high")
    assert (claim.voter, claim.school, claim.rule) == ("codeql", "codeql", "codeql/js/sql")
    assert (claim.place.path, claim.place.first, claim.description) == ("shop/app.py", 7, "A query.")


@pytest.mark.parametrize(
    "uri", ["./shop/app.py", "file:///srv/work/shop/app.py", "/srv/work/shop/app.py", "shop%2Fapp.py"]
)
def test_paths_are_matched_however_they_begin(uri: str) -> None:
    location = {"physicalLocation": {"artifactLocation": {"uri": uri}, "region": {"startLine": 1}}}
    (claim,) = claims_of(sarif(locations=[location]), FILES, 0)
    assert claim.place.path == "shop/app.py"


def test_other_files_and_what_is_suppressed_there_are_left_out() -> None:
    elsewhere = {"physicalLocation": {"artifactLocation": {"uri": "other.py"}, "region": {"startLine": 1}}}
    assert claims_of(sarif(locations=[elsewhere]), FILES, 0) == []
    assert claims_of(sarif(suppressions=[{"kind": "inSource"}]), FILES, 0) == []


def test_what_we_write_can_be_read_again() -> None:
    document = json.loads(report("sarif").render(review(finding())))
    (claim,) = claims_of(document, FILES, 0)
    assert (claim.type, claim.place.first, claim.severity) == ("sql_injection", 7, "high")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["tool", "driver", "rules", "results", "locations", "ruleId", "properties", "region", "message"]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=12,
)


@given(st.lists(json_values, max_size=3))
def test_whatever_a_run_holds_nothing_breaks(runs: list[Any]) -> None:
    assert claims_of({"runs": runs}, FILES, 0) == []


@pytest.mark.parametrize("document", [{}, {"runs": {}}, {"runs": "x"}])
def test_what_is_not_sarif_is_named(document: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput, match="not SARIF") as refused:
        claims_of(document, FILES, 3)
    assert refused.value.field == "sarif.3.runs"
