from hypothesis import given
from hypothesis import strategies as st

from imperium.kit.kinds import discover
from imperium.review.expert import Expert
from imperium.review.request import EXPERTS, ReviewInputs
from imperium.review.selection import SHARES, budgets, selected

PANEL = discover("imperium.review.experts", Expert)


def asked(**more: object) -> ReviewInputs:
    return ReviewInputs.model_validate({"code": "x = 1", "language": "python", **more})


def test_the_panel_has_its_seven_experts() -> None:
    assert set(PANEL) == set(EXPERTS) == set(SHARES)
    assert all(expert.name == name and expert.asks for name, expert in PANEL.items())
    assert sum(SHARES.values()) == 100


def test_all_are_asked_about_python_and_meta_last() -> None:
    names = selected(asked(), frozenset({"python"}), PANEL)
    assert set(names) == set(EXPERTS)
    assert names[-1] == "meta"


def test_files_in_no_language_are_for_those_who_read_anything() -> None:
    assert selected(asked(), frozenset(), PANEL) == ["security", "dependency", "meta"]


def test_where_latency_matters_fewer_are_asked() -> None:
    names = selected(asked(prefer="latency"), frozenset({"python"}), PANEL)
    assert names == ["security", "quality", "performance", "meta"]


def test_who_was_asked_for_is_asked() -> None:
    assert selected(asked(experts=["test"]), frozenset({"python"}), PANEL) == ["test", "meta"]


@given(st.lists(st.sampled_from(EXPERTS), unique=True), st.integers(0, 10**9), st.sampled_from(["balanced", "cost"]))
def test_nothing_of_a_budget_is_lost_or_made(names: list[str], micro_usd: int, prefer: str) -> None:
    shared = budgets(names, micro_usd, prefer)
    assert list(shared) == names
    assert all(share >= 0 for share in shared.values())
    spendable = names and (prefer != "cost" or "security" in names)
    assert sum(shared.values()) == (micro_usd if spendable else 0)
