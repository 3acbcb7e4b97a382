"""Configuration of the project that its code reads: what it says is as constant as the code."""

from __future__ import annotations

import configparser
import posixpath
from typing import TYPE_CHECKING

from imperium.analysis.interpreter.values import NOTHING, Thing, Value

if TYPE_CHECKING:
    from imperium.analysis.interpreter.frame import Frame
    from imperium.analysis.interpreter.invocation import Invocation
    from imperium.analysis.interpreter.state import State


def load(frame: Frame, call: Invocation, receiver: Value, state: State) -> Value:
    """Read a file of the project into an object: sections of an ini file, keys of a properties file."""
    path, thing = call.argument(0).constant, state.thing(receiver)
    text = frame.run.world.text(posixpath.normpath(path)) if isinstance(path, str) else None
    if text is None or thing is None:
        return NOTHING
    container = frame.unit.catalogue.container(receiver.type)
    read = sections(text) if container is not None and container.shape == "sections" else properties(text)
    entries = {key: Value(constant=value) for key, value in read.items()}
    state.replace(receiver, Thing(thing.items, {**(thing.entries or {}), **entries}, thing.rest, thing.attributes))
    return NOTHING


def sections(text: str) -> dict[tuple[str, str], str]:
    """An ini file's values by section and key; of a file that isn't one, nothing."""
    parser = configparser.RawConfigParser(strict=False, allow_no_value=True)
    try:
        parser.read_string(text)
    except configparser.Error:
        return {}
    defaults = {("DEFAULT", key): value for key, value in parser.defaults().items()}
    named = {(section, key): value for section in parser.sections() for key, value in parser.items(section)}
    return {key: value for key, value in {**defaults, **named}.items() if value is not None}


def properties(text: str) -> dict[str, str]:
    """A properties file's values by key: `key=value` or `key: value`, comments start with `#` or `!`."""
    found: dict[str, str] = {}
    for line in text.replace("\\\n", "").splitlines():
        stripped = line.strip()
        if stripped and stripped[0] not in "#!":
            ends = [place for place in (stripped.find("="), stripped.find(":")) if place > 0]
            end = min(ends, default=len(stripped))
            found[stripped[:end].strip()] = stripped[end + 1 :].strip()
    return found
