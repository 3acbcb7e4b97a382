"""What a domain is given that it was not told: the subject that another domain was told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from imperium.brain.coordination_request import Assignment
from imperium.brain.scheduling_estimates import WORDS
from imperium.platform.capability import Estimate
from imperium.platform.errors import ImperiumError, InvalidInput

PRODUCT = "product"
MOST_OFFERS = 2
"""What two others were told is no help either where it isn't."""


def complete(tasks: Sequence[Assignment]) -> list[Estimate]:
    """What each task is expected to take, once its inputs are complete and called as the capability calls them.

    A capability that can't do with its own inputs is given the first product, or the first plain words, that another
    task was given; `assumed` says so. Raises InvalidInput, naming the field in the request, where that is no help.
    """
    return [_complete(task, tasks) for task in tasks]


def _complete(task: Assignment, tasks: Sequence[Assignment]) -> Estimate:
    try:
        return _settle(task, task.params)
    except InvalidInput as error:
        for field, value, source in _offers(task, tasks):
            try:
                estimate = _settle(task, {**task.params, field: value})
            except InvalidInput:
                continue
            task.assumed.append({"field": field, "from": source})
            return estimate
        if task.links.inputs_from:  # what is missing may come from another task
            return _partial(task)
        raise _placed(error, task) from None


def _settle(task: Assignment, params: dict[str, Any]) -> Estimate:
    """Take these inputs, by the names of their fields. Raises InvalidInput, and leaves the task as it was."""
    inputs = task.capability.parse(params)
    estimate = task.capability.estimate(inputs)
    task.params = inputs.model_dump(mode="json", exclude_unset=True)
    return estimate


def _partial(task: Assignment) -> Estimate:
    """Of inputs of which a part is made on the way: as of the shortest words."""
    for word in WORDS:
        try:
            return task.capability.estimate(task.capability.parse({**task.params, word: "…"}))
        except ImperiumError:
            continue
    return Estimate()


def _offers(task: Assignment, tasks: Sequence[Assignment]) -> list[tuple[str, Any, str]]:
    """Field, value and whose it is: a product for a product, and for the first field that takes words those of the
    same field before others: a film's prompt is rather a picture's than the objective of an app."""
    fields = task.capability.inputs.model_fields
    others = [other for other in tasks if other is not task and not other.assumed]
    offers = [(PRODUCT, other.params[PRODUCT], other.name) for other in others if PRODUCT in other.params]
    offers = offers if PRODUCT in fields else []
    if (taking := next((word for word in WORDS if word in fields), None)) is not None:
        alike = sorted(others, key=lambda other: taking not in other.params)
        offers += [(taking, words, other.name) for other in alike if (words := _words(other.params)) is not None]
    return offers[:MOST_OFFERS]


def _words(params: dict[str, Any]) -> str | None:
    """What a task was told in plain words, else the name of its product."""
    told = next((params[word] for word in WORDS if isinstance(params.get(word), str)), None)
    product = params.get(PRODUCT)
    named = product.get("name") if isinstance(product, dict) else product
    return told or (named if isinstance(named, str) else None)


def _placed(error: InvalidInput, task: Assignment) -> InvalidInput:
    """The same complaint, with the field as it is called in the request."""
    field = ".".join(filter(None, [task.where, error.field]))
    return InvalidInput(
        f"{task.where}: {error.detail}", field=field, remedy=error.remedy, value=error.extra.get("value")
    )
