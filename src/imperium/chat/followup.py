"""A wish about something that was delivered: "make the second image darker" means task `image_2` and its brightness.

Only what is understood for certain is acted on: a piece that the last run made, and a change. Everything else is an
ordinary message.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from imperium.workflows.run import RunState, TaskState

KINDS: Mapping[str, str] = {
    "image_generation": r"images?|pictures?|photos?|pics?|visuals?|renders?|shots?",
    "video_generation": r"videos?|clips?|films?|reels?",
    "social_posts": r"(?:social(?: media)? )?posts?|tweets?|captions?",
    "email_campaign": r"e-?mails?(?: campaigns?)?|newsletters?",
    "landing_page_copy": r"landing pages?|web ?pages?",
    "ad_copy": r"ads?|adverts?|advertisements?",
    "campaign_strategy": r"strategy|campaign plan",
    "product_content": r"product (?:copy|descriptions?)|descriptions?",
}
_WORDS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
ORDINALS: Mapping[str, int] = {
    **{word: number for number, word in enumerate(_WORDS, 1)},
    **{f"{number}{ending}": number for number in range(1, 25) for ending in ("st", "nd", "rd", "th")},
    "last": -1,
}
COLOURS = (
    "red|orange|yellow|green|teal|blue|navy|purple|violet|pink|brown|black|white|grey|gray|silver|gold|beige|cream|mint"
)
_VERB = r"(?:make|redo|re-?render|re-?generate|re-?create|change|turn|try|give|do|render|rewrite|let)"
_WISH = re.compile(
    rf"^\W*(?:(?:please|can you|could you|now|ok|okay|and)\W+)*{_VERB}\b.*?"
    rf"(?:\b(?P<ordinal>{'|'.join(ORDINALS)})\s+)?"
    rf"\b(?:{'|'.join(f'(?P<{kind}>{words})' for kind, words in KINDS.items())})\b"
    rf"(?:\s*(?:number|no\.?|#)?\s*(?P<number>\d{{1,2}}))?(?P<change>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_DARKER = re.compile(r"\b(?:(?P<much>much|a lot|far)\s+)?(?:(?P<dark>darker|dimmer|moodier)|brighter|lighter)\b", re.I)
_COLOUR = re.compile(rf"\b(?P<colour>(?:light|dark|deep|pale)?\s*(?:{COLOURS}))\b(?!\s+background)", re.I)
_AGAIN = re.compile(r"\b(?:again|another|differently|different|new|else|once more|other)\b", re.I)
_SECONDS = re.compile(r"\b(?P<seconds>\d{1,2})[\s-]*(?:s|secs?|seconds?)\b", re.I)
_EV_STEP = 0.8  # stops: clearly seen, nothing lost


@dataclass(frozen=True, slots=True)
class Change:
    """Fork `run_id` at `task` with these changes; `said` tells the person what will happen."""

    task: str
    said: str
    params: dict[str, Any] = field(default_factory=dict)
    prompt: str | None = None


def understand(message: str, run: RunState) -> Change | None:
    """The change that the message asks for, or None when it isn't surely one."""
    wish = _WISH.match(message.strip()) if len(message) <= 500 else None
    if wish is None:
        return None
    capability = next(kind for kind in KINDS if wish[kind])
    task = _chosen(wish, [task for task in run.tasks.values() if _made_by(task, capability)])
    if task is None:
        return None
    asked = f"{message[: wish.start('change')]}{wish['change']}"
    piece = task.id.replace("_", " ")
    current = _params(run, task.id)
    if capability in ("image_generation", "video_generation"):
        return _changed_picture(task, piece, asked, wish["change"], current)
    if _AGAIN.search(asked):
        return Change(task.id, f"Writing {piece} anew; everything else stays as it is.", _other_seed(current))
    return None


def _changed_picture(task: TaskState, piece: str, asked: str, change: str, current: dict[str, Any]) -> Change | None:
    params: dict[str, Any] = {}
    words: list[str] = []
    if light := _DARKER.search(asked):
        step = _EV_STEP * (2 if light["much"] else 1) * (-1 if light["dark"] else 1)
        params["brightness"] = max(-2.0, min(2.0, float(current.get("brightness", 0.0)) + step))
        words.append("darker" if light["dark"] else "brighter")
    if colour := _COLOUR.search(change):
        params["color"] = " ".join(colour["colour"].lower().split())
        words.append(params["color"])
    if task.model == "video_generation" and (seconds := _SECONDS.search(asked)):
        params["duration"] = int(seconds["seconds"])
        words.append(f"{seconds['seconds']} seconds long")
    if not params and _AGAIN.search(asked):
        params, words = _other_seed(current), ["anew"]
    if not params:
        return None
    return Change(task.id, f"Making {piece} {' and '.join(words)}; everything else stays as it is.", params)


def _made_by(task: TaskState, capability: str) -> bool:
    return task.status == "succeeded" and task.model == capability


def _chosen(wish: re.Match[str], tasks: list[TaskState]) -> TaskState | None:
    """The one that is meant: by its number, or because there is only one."""
    number = int(wish["number"]) if wish["number"] else ORDINALS.get((wish["ordinal"] or "").lower(), 0)
    if number < 0:
        return tasks[-1] if tasks else None
    if number:
        return tasks[number - 1] if number <= len(tasks) else None
    return tasks[0] if len(tasks) == 1 else None


def _params(run: RunState, task_id: str) -> dict[str, Any]:
    """The parameters that the task had."""
    flat = [task for stage in run.request["workflow"] for task in stage["tasks"]]
    given = next(task for planned, task in zip(run.tasks, flat, strict=True) if planned == task_id)
    params: dict[str, Any] = given.get("config", {}).get("params", {})
    return params


def _other_seed(current: dict[str, Any]) -> dict[str, Any]:
    return {"seed": int(current.get("seed") or 0) + 1}
