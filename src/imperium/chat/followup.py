"""A wish about something that was delivered: "make the second image darker" means task `image_2` and its brightness.

Only what is understood whole is acted on: a wish, a piece that the last run made, changes, and nothing else. A sentence
with one word left over is an ordinary message, so that nobody's question is taken for an order.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from imperium.chat import shade
from imperium.workflows.run import RunState, TaskState

LONGEST_WISH = 300
"""Characters. Who writes more says more than a change."""

KINDS: Mapping[str, str] = {
    "image_generation": r"images?|pictures?|photos?|pics?|visuals?|renders?|shots?",
    "video_generation": r"videos?|clips?|films?|reels?",
    "social_posts": r"(?:social(?: media)? )?posts?|tweets?|captions?",
    "email_campaign": r"e-?mails?(?: campaigns?)?|newsletters?",
    "landing_page_copy": r"landing pages?(?: copy)?|web ?pages?",
    "ad_copy": r"ads?(?: copy)?|adverts?|advertisements?",
    "campaign_strategy": r"strategy|campaign plan",
    "product_content": r"product (?:copy|descriptions?)|descriptions?",
}
PICTURED = ("image_generation", "video_generation")
_WORDS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
ORDINALS: Mapping[str, int] = {
    **{word: number for number, word in enumerate(_WORDS, 1)},
    **{f"{number}{ending}": number for number in range(1, 25) for ending in ("st", "nd", "rd", "th")},
    "last": -1,
}
_POLITE = r"(?:(?:please|now|ok|okay|and|also|then|(?:can|could|would|will) you|i(?:'d| would) like you to)\b\W*)*"
_REDO = r"(?:re-?)(?:do|make|render|generate|create|write|shoot|film|draw)|try"
_CHANGE = r"make|change|turn|render|draw|paint|write|have|do|let"
_VERSION = r"(?:(?:(?:a|an|one)\s+)?(?:new|other|another|different|fresh)\s+(?:version|take|try|go)\s+(?:of|on|at)\s+)?"
_DETERMINER = r"(?:the|that|this|my|our|your)\s+"
_QUALITY = r"(?:(?:product|promo(?:tional)?|hero|marketing|launch|lifestyle|studio|short)\s+)?"
_WISH = re.compile(
    rf"\W*{_POLITE}(?:(?P<redo>{_REDO})|{_CHANGE}|(?P<give>give\s+me))\s+"
    rf"(?:me\s+)?(?P<version>{_VERSION})(?P<determiner>{_DETERMINER})?"
    rf"(?:(?P<ordinal>{'|'.join(ORDINALS)})\s+)?{_QUALITY}"
    rf"(?:{'|'.join(f'(?P<{kind}>{words})' for kind, words in KINDS.items())})\b"
    rf"(?:\s*(?:number|no\.?|#)?\s*(?P<number>\d{{1,2}})\b(?![\s-]*(?:s|secs?|seconds?)\b))?",
    re.IGNORECASE,
)
_FILLER = r"(?:[\s,;]|\b(?:and|but|to|be|into|in|look|last|a|an|the|please|for me|instead|long|version|bit|little)\b)*"
_MUCH = r"(?:(?P<much>much|a lot|far|way)\s+|(?:slightly|somewhat|even|still|more)\s+)?"
_CHANGES = re.compile(
    _FILLER
    + r"(?:"
    + rf"{_MUCH}(?:(?P<dark>darker|dimmer|moodier)|(?P<light>brighter|lighter))\b"
    + rf"|(?P<colour>{shade.PATTERN})\b(?!\s+background)"
    + r"|(?P<seconds>\d{1,2})[\s-]*(?:s|secs?|seconds?)\b"
    + r"|(?P<again>again|anew|over|once more|differently|different(?:\s+way)?|another\s+way)\b"
    + rf"){_FILLER}",
    re.IGNORECASE,
)
_END = re.compile(r"[\s.,!?]*(?:(?:please|thanks|thank you)\b)?[\s.!?]*", re.IGNORECASE)
_EV_STEP = 0.8  # stops: clearly seen, nothing lost


@dataclass(frozen=True, slots=True)
class Change:
    """What to do anew: `task` with changed `params`; `said` tells the person what will happen."""

    task: str
    said: str
    params: dict[str, Any] = field(default_factory=dict)


def understand(message: str, run: RunState) -> Change | None:
    """The change that the message asks for, or None when it isn't surely one."""
    wish = _WISH.match(message) if len(message) <= LONGEST_WISH else None
    changes = _changes(message[wish.end() :]) if wish else None
    if wish is None or changes is None or not _is_definite(wish):
        return None
    capability = next(kind for kind in KINDS if wish[kind])
    task = _chosen(wish, [t for t in run.tasks.values() if t.status == "succeeded" and t.model == capability])
    if task is None:
        return None
    again = bool(wish["redo"] or wish["version"]) or any(change["again"] for change in changes)
    return _change(task, [c for c in changes if not c["again"]], _params(run, task.id), again)


def _is_definite(wish: re.Match[str]) -> bool:
    """Whether a piece that exists is meant, and something is to be done with it: "give me the video" only asks."""
    return bool(wish["determiner"] or wish["ordinal"] or wish["number"]) and bool(wish["version"] or not wish["give"])


def _changes(text: str) -> list[re.Match[str]] | None:
    """Every change that a text names, or None when it says anything else as well."""
    found: list[re.Match[str]] = []
    while not _END.fullmatch(text):
        change = _CHANGES.match(text)
        if change is None:
            return None
        found.append(change)
        text = text[change.end() :]
    return found


def _change(task: TaskState, changes: list[re.Match[str]], current: Mapping[str, Any], again: bool) -> Change | None:
    piece = _called(task.id)
    params: dict[str, Any] = {}
    words: list[str] = []
    for change in changes:
        given, said = _meaning(change, task.model, current)
        if not given:
            return None
        params |= given
        words.append(said)
    if params:
        return Change(task.id, f"Making {piece} {' and '.join(words)}; everything else stays as it is.", params)
    if again:
        verb = "Making" if task.model in PICTURED else "Writing"
        anew = {"seed": int(current.get("seed") or 0) + 1}
        return Change(task.id, f"{verb} {piece} anew; everything else stays as it is.", anew)
    return None


def _called(task_id: str) -> str:
    """`image 2`, `the video`."""
    words = task_id.replace("_", " ")
    return words if words[-1].isdigit() else f"the {words}"


def _meaning(change: re.Match[str], capability: str, current: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """The parameters of one change and its words; none when it doesn't fit what made the piece."""
    if change["seconds"]:
        fits = capability == "video_generation"
        return ({"duration": int(change["seconds"])} if fits else {}), f"{change['seconds']} seconds long"
    if capability not in PICTURED:
        return {}, ""
    if change["colour"]:
        colour = " ".join(change["colour"].lower().split())
        return {"color": shade.hex_of(colour)}, colour
    step = _EV_STEP * (2 if change["much"] else 1) * (-1 if change["dark"] else 1)
    brightness = max(-2.0, min(2.0, float(current.get("brightness", 0.0)) + step))
    return {"brightness": round(brightness, 3)}, "darker" if change["dark"] else "brighter"


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
