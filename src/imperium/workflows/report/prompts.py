"""What the tasks of a run were asked: their prompts with the variables filled in."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from imperium.platform.errors import InvalidInput
from imperium.workflows.run import RunState
from imperium.workflows.variables import render


def prompts(state: RunState, wanted: Collection[str]) -> dict[str, str]:
    """Task id → what it was asked, for the wanted ones; empty where it had no prompt."""
    scope = {**state.request.get("variables", {}), **state.results()}
    asked = [task for stage in state.request.get("workflow", []) for task in stage["tasks"]]
    written = zip(state.tasks, asked, strict=False)
    return {task_id: _filled(_written(task), scope) for task_id, task in written if task_id in wanted}


def _written(task: dict[str, Any]) -> str:
    prompt = task.get("prompt") or task.get("config", {}).get("params", {}).get("prompt")
    return prompt if isinstance(prompt, str) else ""


def _filled(prompt: str, scope: Mapping[str, Any]) -> str:
    """The prompt as it stood when the task ran; as it was written, where a variable is gone."""
    try:
        return render(prompt, scope)
    except InvalidInput:
        return prompt
