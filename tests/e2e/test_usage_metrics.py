"""What models used is counted by the names of the configuration, never by a name that a client made up."""

from __future__ import annotations

import re
from pathlib import Path

from support.upstream_app import COST, Provider, Running, connected, serving

HELLO = [{"role": "user", "content": "hello there"}]


async def counted(running: Running, metric: str, labels: str) -> float:
    text = (await running.http.get("/metrics")).text
    found = re.search(rf"^{re.escape(metric)}{{{re.escape(labels)}}} (\S+)$", text, re.MULTILINE)
    return float(found[1]) if found else 0.0


async def test_tokens_and_money_are_counted(provider: Provider, tmp_path: Path) -> None:
    ours, others = 'model="echo",provider="openai"', 'model="other",provider="other"'
    cost, tokens = "imperium_cost_micro_usd_total", "imperium_llm_tokens_total"
    async with serving(connected(tmp_path, provider, {"fast_ai": "echo"})) as running:
        before = [await counted(running, cost, labels) for labels in (ours, others)]
        heard = await counted(running, tokens, 'kind="output",' + ours)
        for model in ("fast_ai", "openai:made-up-by-a-client"):
            answer = await running.http.post("/v1/chat/completions", json={"model": model, "messages": HELLO})
            assert answer.status_code == 200
        assert await counted(running, cost, ours) == before[0] + COST
        assert await counted(running, tokens, 'kind="output",' + ours) > heard
        assert await counted(running, tokens, 'kind="input",' + others) > 0
        assert "made-up-by-a-client" not in (await running.http.get("/metrics")).text
