"""Words that mean something to a target language, to a library that generated code stands on, or to that code itself.

The lists are data, in `reserved.toml`.
"""

from __future__ import annotations

import builtins
import keyword
import tomllib
from importlib.resources import files


def _lists() -> dict[str, frozenset[str]]:
    text = files("imperium.intelligences.web_app_builder").joinpath("reserved.toml").read_text("utf-8")
    return {name: frozenset(words.split()) for name, words in tomllib.loads(text).items()}


_LISTS = _lists()
_PYTHON = frozenset(keyword.kwlist) | {"match", "case", "bool", "bytes", "dict", "float", "int", "list", "set", "str"}
_WORDS = _PYTHON | _LISTS["typescript"] | _LISTS["dart"]

FIELDS = _WORDS | _LISTS["libraries"] | _LISTS["rows"]
"""What no field is called: keywords, attributes that SQLAlchemy's classes, pydantic's models, React's props and Dart's
objects already have, and what every row has. Contextual words, such as `type` or `readonly`, are free."""
TYPES = (
    _LISTS["script_globals"]
    | _LISTS["dart_globals"]
    | _LISTS["own_types"]
    | frozenset(name for name in dir(builtins) if name[0].isupper())
    | frozenset(word.capitalize() for word in _WORDS)
)
"""What no class is called."""
TABLES = _LISTS["tables"]
PATHS = _LISTS["paths"]
"""What no entity's path is called, because a page or an address of that name is already there."""
