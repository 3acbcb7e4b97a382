"""How well plans are learned: node-F1 and link-F1 on requests that were held out, and how they grow with what was seen.

    python3 dev.py bench planning --data FOLDER

FOLDER holds `requests.jsonl.gz` (request, tool nodes, links, split) and `tools.json`, as UltraTool's copy in
GNN4TaskPlan (MIT) has them, or a folder `ultratool` with both. The figures are those of GNN4TaskPlan's evaluation: per
request the F1 of the tools and of the pairs of tools that follow each other, averaged over the requests.
"""

from __future__ import annotations

import argparse
import gzip
import random
import sys
import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from imperium.brain.plan_learner import Example, PlanLearner

SIZES = (0, 25, 100, 400)
NODE_F1, LINK_F1, MILLISECONDS = 81.0, 51.0, 5.0
"""What is to be reached with all plans."""


def load(folder: Path) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """The requests, and each tool's name and description in words."""
    folder = folder if (folder / "tools.json").exists() else folder / "ultratool"
    lines = gzip.decompress((folder / "requests.jsonl.gz").read_bytes()).splitlines()
    tools = orjson.loads((folder / "tools.json").read_bytes())["nodes"]
    return [orjson.loads(line) for line in lines], {
        tool["id"]: f"{tool['id'].replace('_', ' ')} {tool.get('desc', '')}" for tool in tools
    }


def steps(request: dict[str, Any]) -> tuple[str, ...]:
    return tuple(node["task"] for node in request["task_nodes"])


def f1(proposed: Sequence[Any], right: Sequence[Any]) -> float:
    """Of two lists as sets, by their lengths: harmonic mean of precision and recall."""
    common = len(set(proposed) & set(right))
    return 2 * common / (len(proposed) + len(right)) if common else 0.0


def measured(learner: PlanLearner, requests: Sequence[dict[str, Any]]) -> dict[str, float]:
    """Percent, and milliseconds a plan: the median and the 99th percentile."""
    nodes, links, took = [], [], []
    for request in requests:
        began = time.perf_counter()
        plan = learner.propose(request["user_request"]).steps
        took.append((time.perf_counter() - began) * 1_000)
        nodes.append(f1(plan, steps(request)))
        if right := [(link["source"], link["target"]) for link in request["task_links"]]:
            links.append(f1(list(pairwise(plan)), right))
    middle, slow = np.quantile(took, [0.5, 0.99])
    return {"node": 100 * float(np.mean(nodes)), "link": 100 * float(np.mean(links)), "ms": middle, "slow": slow}


def curve(folder: Path, seed: int) -> dict[str, float]:
    """Prints a line for each number of plans learned; the figures of the last, with all of them."""
    requests, tools = load(folder)
    held_out = [request for request in requests if request["split"] == "test"]
    known = [Example(r["user_request"], steps(r)) for r in requests if r["split"] != "test"]
    random.Random(seed).shuffle(known)
    print(f"{len(known)} requests with plans, {len(held_out)} held out, {len(tools)} tools")
    print(f"{'plans':>6} {'node-F1':>8} {'link-F1':>8} {'ms median':>10} {'ms p99':>7} {'fit s':>6}")
    found: dict[str, float] = {}
    for size in (*(size for size in SIZES if size < len(known)), len(known)):
        began = time.perf_counter()
        learner = PlanLearner(known[:size], tools)
        fit = time.perf_counter() - began
        found = measured(learner, held_out)
        figures = f"{found['node']:>8.1f} {found['link']:>8.1f} {found['ms']:>10.2f} {found['slow']:>7.2f} {fit:>6.1f}"
        print(f"{size:>6} {figures}", flush=True)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the folder with the requests and the tools")
    parser.add_argument("--seed", type=int, default=0, help="of the order in which plans are learned")
    arguments = parser.parse_args()
    found = curve(arguments.data, arguments.seed)
    reached = found["node"] >= NODE_F1 and found["link"] >= LINK_F1 and found["ms"] < MILLISECONDS
    wanted = f"node-F1 ≥ {NODE_F1:g}, link-F1 ≥ {LINK_F1:g}, a plan in < {MILLISECONDS:g} ms"
    print(f"{wanted}: {'reached' if reached else 'not reached'}")
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())
