"""The error tree is drawn at the top of its file, and the drawing is true."""

import inspect
import re

from imperium.platform import errors
from imperium.platform.errors import ImperiumError

DRAWN = re.compile(r"^(?P<depth>[│ ]*)[├└]── (?P<name>\w+)(?:\s+(?P<status>\d{3})\b)?", re.MULTILINE)


def classes() -> dict[str, type[ImperiumError]]:
    found = inspect.getmembers(errors, lambda value: inspect.isclass(value) and issubclass(value, ImperiumError))
    return {name: kind for name, kind in found if kind is not ImperiumError}


def drawing() -> dict[str, re.Match[str]]:
    return {match["name"]: match for match in DRAWN.finditer(errors.__doc__ or "")}


def test_every_class_is_drawn_and_nothing_else() -> None:
    assert drawing().keys() == classes().keys()


def test_the_statuses_are_the_drawn_ones() -> None:
    stated = {name: int(match["status"]) for name, match in drawing().items() if match["status"]}
    assert stated == {name: classes()[name].status for name in stated}


def test_every_class_has_a_class_of_behaviour_and_a_title() -> None:
    for name, kind in classes().items():
        assert kind.error_class in ("transient", "persistent", "resource", "logical", "fatal"), name
        assert kind.title != ImperiumError.title, name
