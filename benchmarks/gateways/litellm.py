"""LiteLLM's proxy: one worker, a master key, no database, no cache, no telemetry, errors only in its log."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks.peers.environment import peer_python
from benchmarks.served import Plan, own_environment

KEY = "sk-benchmark"


def plan(folder: Path, port: int, upstream: int) -> Plan:
    config = folder / "config.yaml"
    upstream_model = {
        "model": "openai/mock-model-1",
        "api_base": f"http://127.0.0.1:{upstream}/v1",
        "api_key": "sk-upstream",
    }
    config.write_text(  # JSON is YAML
        json.dumps(
            {
                "model_list": [{"model_name": "mock-model-1", "litellm_params": upstream_model}],
                "litellm_settings": {"telemetry": False, "drop_params": True},
                "general_settings": {"master_key": KEY},
            }
        )
    )
    program = Path(peer_python("litellm")).with_name("litellm")
    arguments = ("--config", str(config), "--host", "127.0.0.1", "--port", str(port), "--num_workers", "1")
    return Plan(
        command=(str(program), *arguments, "--telemetry", "False"),
        port=port,
        environment=own_environment(LITELLM_LOG="ERROR", LITELLM_LOCAL_MODEL_COST_MAP="True", NO_DOCS="True"),
        headers={"authorization": f"Bearer {KEY}"},
        model="mock-model-1",
        health="/health/liveliness",
    )
