"""The routers of scikit-learn beside ours, told the same outcomes, in an environment of their own."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np

from benchmarks.peers.environment import peer_python
from benchmarks.routing_data import Array
from benchmarks.routing_splits import Split

SCRIPT = Path(__file__).parent / "peers" / "tfidf_routers.py"
NAMES = {"ridge": "TF-IDF and ridge (scikit-learn)", "neighbours": "TF-IDF, nearest prompts (scikit-learn)"}
FEWEST = 150
"""Labels below which scikit-learn has too few for its own cross-validation."""


def foretold(texts: Sequence[str], gains: Array, told: Sequence[Split]) -> dict[str, list[Array]]:
    """By router, for each split, the gains foretold of the prompts held out; empty where it can't be asked."""
    if not told or len(told[0].labelled) < FEWEST or not (python := _python()):
        return {}
    task = {"texts": texts, "gains": gains.tolist(), "splits": [(split.labelled, split.held) for split in told]}
    answer = subprocess.run([python, SCRIPT], input=json.dumps(task), stdout=subprocess.PIPE, text=True, check=True)
    found = json.loads(answer.stdout)
    return {NAMES[name]: [np.array(one) for one in of_splits] for name, of_splits in found.items()}


@cache
def _python() -> str:
    """The interpreter that has scikit-learn; empty where it can't be installed, which is said once."""
    try:
        return peer_python("scikit_learn")
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"scikit-learn is left out, since it could not be installed: {error}")
        return ""
