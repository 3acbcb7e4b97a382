"""The figures of the routing benchmark mean what they say."""

import gzip
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from benchmarks.routing_data import Array, Outcomes, pairs, read
from benchmarks.routing_metrics import pair_score, saved
from benchmarks.routing_pairs import pair_table
from benchmarks.routing_pretrain import Sample, Sparse, fit
from benchmarks.routing_splits import LABELS, Split, splits

from imperium.models.gain import features
from imperium.models.gain.pretrained import TOLD


def test_routellms_metrics_of_a_case_done_by_hand() -> None:
    """Two of four prompts are gained. Asked first, they recover all at half of the calls; asked last, nothing until
    then. Areas: ½·½ + ½ and ½·½."""
    strong, weak = np.array([1.0, 1, 1, 1]), np.array([0.0, 0, 1, 1])
    best = pair_score(strong, weak, strong - weak)
    worst = pair_score(strong, weak, weak - strong)
    assert (best.apgr, best.cpt50, best.cpt80) == pytest.approx((0.75, 0.25, 0.5))
    assert (worst.apgr, worst.cpt50, worst.cpt80) == pytest.approx((0.25, 0.75, 1.0))


def test_cost_saved_of_a_case_done_by_hand() -> None:
    """At 95 % of the quality a mix lies half-way between (10, 0.9) and (100, 1.0); (50, 0.85) is beaten."""
    points = np.array([[10.0, 0.9], [50.0, 0.85]])
    assert saved(points, (100.0, 1.0), 0.95) == pytest.approx(0.45)
    assert saved(points, (100.0, 1.0), 0.5) == pytest.approx(0.9)
    assert saved(np.empty((0, 2)), (100.0, 1.0), 0.95) == 0


def test_no_prompt_is_both_labelled_and_held_out() -> None:
    for count in (50, 700, 5_000):
        for labels in LABELS:
            for split in splits(count, labels, 3):
                assert not set(split.labelled) & set(split.held)
                assert len(split.held) >= 0.2 * count - 1
                assert len(split.labelled) == min(labels, count - len(split.held))
    first, second = ([split.held for split in splits(700, labels, 2)] for labels in (0, 500))
    assert first == second


def folder_of(tmp_path: Path, rows: list[dict[str, object]]) -> Path:
    with gzip.open(tmp_path / "anything_new.jsonl.gz", "wt") as file:
        file.writelines(f"{json.dumps(row)}\n" for row in [*rows, rows[0]])
    return tmp_path


def test_any_file_of_outcomes_is_read_and_what_can_be_learned_is_learned(tmp_path: Path) -> None:
    """The weak model fails where there is a sum: with labels that is found, without it isn't."""
    rows: list[dict[str, object]] = []
    for number in range(200):
        is_sum = number % 2
        prompt = f"add {number} and {number * 3}" if is_sum else f"name river {number} of the land"
        models = {"big": {"score": 1, "out_chars": 9}, "small": {"score": 1 - is_sum, "out_chars": 9}}
        rows.append({"prompt": prompt, "models": models})
    (outcomes,) = read(folder_of(tmp_path, rows))
    assert (len(outcomes.prompts), list(pairs(outcomes))) == (200, [(0, 1)])

    def worst(prompts: Sequence[str], gains: Array, told: Sequence[Split]) -> dict[str, list[Array]]:
        assert prompts == outcomes.prompts
        return {"a peer": [-gains[split.held] for split in told]}

    table = pair_table([outcomes], [0, 100], 2, worst)
    by_router = dict(zip(table.columns[1].cells, table.columns[2].cells, strict=True))
    areas = {str(name): float(str(cell).split()[0]) for name, cell in by_router.items() if cell}
    assert areas["gain model, 0 labels"] == areas["length only"]
    assert areas["gain model, 100 labels"] == areas["oracle"] > 0.7
    assert areas["a peer, 100 labels"] < 0.3


def test_the_weights_that_ship_are_those_of_ridge_regression() -> None:
    prompts = [features.read(f"{word} number {number}") for number, word in enumerate(["hens", "eggs", "hills"] * 4)]
    targets = np.arange(12.0) % 5
    dense = np.zeros((12, TOLD))
    for row, prompt in zip(dense, prompts, strict=True):
        row[prompt.ids[:-1]] = prompt.values[:-1]
    expected = dense.T @ np.linalg.solve(dense @ dense.T + 2 * np.eye(12), targets)
    assert Sparse(prompts).ridge(targets, 2.0) == pytest.approx(expected, abs=1e-6)


def test_only_a_set_that_tells_more_than_its_lengths_becomes_a_kind() -> None:
    def outcomes(name: str, told: bool) -> Outcomes:
        random = np.random.RandomState(3)
        hard = random.random_sample(300) < 0.5
        words = [f"{name} {'sum' if one and told else 'hill'} of {number} {name}" for number, one in enumerate(hard)]
        scores = np.stack([np.ones(300), 1.0 - hard], axis=1)
        return Outcomes(name, words, ["big", "small"], scores, np.zeros((300, 2)))

    kinds = fit([Sample(outcomes("birds", True)), Sample(outcomes("rivers", False))]).kinds
    assert [kind.name for kind in kinds] == ["birds"]
