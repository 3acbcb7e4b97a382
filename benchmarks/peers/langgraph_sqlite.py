"""The same work with LangGraph and its SQLite checkpointer: one graph node a step, every step checkpointed.

    python langgraph_sqlite.py WORKFLOWS STEPS SECONDS_A_STEP CONCURRENT sync|async

Prints one JSON object. `durability="sync"` writes a checkpoint before the next step, as our journal does; `async`, the
library's default, lets the next step begin before the write has ended.
"""

import asyncio
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Annotated, TypedDict

import psutil
import uvloop
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver
from langgraph.graph import END, START, StateGraph

sys.path.insert(0, str(Path(__file__).parents[1]))
from lag import watched


class State(TypedDict):
    values: Annotated[list, lambda old, new: old + new]


def graph_of(steps: int, seconds: float) -> StateGraph:
    async def work(state: State) -> dict:
        if seconds:
            await asyncio.sleep(seconds)
        return {"values": [1]}

    graph = StateGraph(State)
    for number in range(steps):
        graph.add_node(f"s{number}", work)
        graph.add_edge(START if number == 0 else f"s{number - 1}", f"s{number}")
    graph.add_edge(f"s{steps - 1}", END)
    return graph


async def measure(workflows: int, steps: int, seconds: float, concurrent: int, durability: str) -> dict:
    with tempfile.TemporaryDirectory() as folder:
        async with AsyncSqliteSaver.from_conn_string(os.path.join(folder, "checkpoints.sqlite")) as saver:
            compiled = graph_of(steps, seconds).compile(checkpointer=saver)
            remaining = iter(range(workflows))

            async def worker() -> None:
                for number in remaining:
                    config = {"configurable": {"thread_id": str(number)}}
                    result = await compiled.ainvoke({"values": []}, config, durability=durability)
                    assert len(result["values"]) == steps

            async with watched() as lag:
                began, busy = time.perf_counter(), time.process_time()
                await asyncio.gather(*(worker() for _ in range(concurrent)))
                wall, busy = time.perf_counter() - began, time.process_time() - busy
    return {
        "wall_s": wall,
        "steps_per_s": workflows * steps / wall,
        "lag_p99_ms": lag.percentile(0.99) * 1e3,
        "cpu_us_per_step": busy / (workflows * steps) * 1e6,
        "rss_mb": psutil.Process().memory_info().rss / 1e6,
    }


if __name__ == "__main__":
    workflows, steps, seconds, concurrent = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])
    print(json.dumps(uvloop.run(measure(workflows, steps, seconds, concurrent, sys.argv[5]))))
