"""What Imperium says around the work: the acknowledgement before it, the delivery after it."""

from __future__ import annotations

from collections import Counter

from imperium.kit.money import format_usd
from imperium.workflows.plan import Plan
from imperium.workflows.run import RunState, TaskState

_NAMES = {
    "campaign_strategy": ("the campaign strategy", "the campaign strategy"),
    "social_posts": ("social media posts", "social media posts"),
    "email_campaign": ("an e-mail campaign", "e-mail campaigns"),
    "landing_page_copy": ("landing page copy", "landing page copy"),
    "ad_copy": ("advertisements", "advertisements"),
    "video_script": ("a video script", "video scripts"),
    "product_content": ("product copy", "product copy"),
    "image_generation": ("a picture", "pictures"),
    "video_generation": ("a video", "videos"),
}


def listing(capabilities: list[str]) -> str:
    """`the campaign strategy, 3 pictures and a video`."""
    counted = Counter(capabilities)
    parts = []
    for name, count in counted.items():
        one, many = _NAMES.get(name, (name.replace("_", " "), name.replace("_", " ")))
        parts.append(one if count == 1 else f"{count} {many}")
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def acknowledgement(plan: Plan) -> str:
    """Said at once: what will be made, how long it may take, what nobody here can do."""
    what = listing([step.capability for step in plan.steps])
    said = f"I'm going to make {what} ({plan.title[0].lower() + plan.title[1:]})."
    if plan.uncovered:
        said += f" Left out, because it needs a language model and none is connected: {', '.join(plan.uncovered)}."
    return said + " It starts now; you can watch it here, and everything is delivered when it is done."


def delivery(state: RunState) -> str:
    """Said at the end: what there is, what failed and what to do about it, what it took."""
    made = [task for task in state.tasks.values() if task.status == "succeeded"]
    broken = [task for task in state.tasks.values() if task.status in ("failed", "skipped")]
    title = state.request["title"]
    lines = []
    if made:
        ready = "Ready" if not broken else "Partly ready"
        lines.append(f"{title}. {ready}: {listing([task.model for task in made])}.")
    else:
        lines.append(f"{title}: nothing could be made.")
    lines += [_failure(task) for task in broken]
    lines.append(f"It cost {format_usd(state.cost_micro_usd)}.")
    return "\n".join(lines)


def _failure(task: TaskState) -> str:
    explanation = task.explanation or {}
    summary = explanation.get("summary") or (task.error or {}).get("detail", "it failed")
    step = explanation.get("next_step") or (task.error or {}).get("remedy") or ""
    return f"Missing: {task.id.replace('_', ' ')}. {summary} {step}".strip()
