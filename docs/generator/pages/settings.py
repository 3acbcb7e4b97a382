"""Every key of `orchestration_config.json`."""

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from page import Page, code, codes, section, sections, table
from pydantic.alias_generators import to_snake
from schema import Schema, Words

from imperium.models.catalog import ROLES
from imperium.platform.overlay import FILE_NAME, USUAL_VARIABLES
from imperium.platform.settings import Settings


def body() -> str:
    schema = Settings.model_json_schema(by_alias=True)
    words = Words(schema["$defs"], "{0}")
    shipped = json.loads((files("imperium") / FILE_NAME).read_bytes())
    parts = [
        _section(name, given, schema["$defs"], words, shipped[name]) for name, given in schema["properties"].items()
    ]
    return sections(parts)


def _section(name: str, given: Schema, definitions: Schema, words: Words, shipped: Any) -> str:
    inner, per_name = _inside(given, definitions)
    blocks = [inner.get("description", "")]
    if per_name:
        blocks.append(f"One entry a name: `{name}.NAME.…`.")
    rows = list(_rows([name, *per_name], inner, definitions, words, None if per_name else shipped))
    blocks.append(table(("key", "type", "default", "meaning", "variable"), rows))
    if name == "models":
        blocks.append(_roles(shipped))
    return section(name, *blocks)


def _inside(given: Schema, definitions: Schema) -> tuple[Schema, list[str]]:
    """The object that a section holds, and `["NAME"]` where it holds one for every name."""
    if "$ref" in given:
        return definitions[given["$ref"].rpartition("/")[2]], []
    return _inside(given["additionalProperties"], definitions)[0], ["NAME"]


def _rows(path: list[str], inner: Schema, definitions: Schema, words: Words, shipped: Any) -> Iterator[list[str]]:
    for key, given in inner["properties"].items():
        here = [*path, key]
        value = shipped.get(key) if isinstance(shipped, dict) else given.get("default")
        if nested := _object(given):
            below, per_name = _inside(nested, definitions)
            if per_name and isinstance(value, dict):
                for name, entry in value.items():
                    yield from _rows([*here, name], below, definitions, words, entry)
                continue
            yield from _rows([*here, *per_name], below, definitions, words, value)
            continue
        default = "" if "default" not in given and value is None and shipped is None else _shown(value)
        yield [code(".".join(here[1:])), words.kind(given), default, given.get("description", ""), _variable(here)]


def _object(given: Schema) -> Schema | None:
    """The schema, when it leads to an object with keys of its own."""
    inner = given.get("additionalProperties")
    return given if "$ref" in given or (isinstance(inner, dict) and "$ref" in inner) else None


def _shown(value: Any) -> str:
    return code(json.dumps(value, ensure_ascii=False))


def _variable(path: list[str]) -> str:
    usual = [variable for variable, target in USUAL_VARIABLES.items() if target == ".".join(path)]
    if any("/" in part for part in path):
        return ""
    own = "IMPERIUM_" + "__".join(to_snake(part).upper() for part in path)
    return codes([own, *usual])


def _roles(shipped: dict[str, Any]) -> str:
    rows = [(code(role), ROLES[role], *_served(entry)) for role, entry in shipped.items()]
    return "Shipped:\n\n" + table(("role", "does", "served by", "then, in this order"), rows)


def _served(entry: dict[str, Any]) -> tuple[str, str]:
    if "provider" not in entry:
        return f"the capability {code(entry['capability'])}", ""
    return code(f"{entry['provider']}:{entry['model']}"), codes(entry["fallbacks"])


PAGE = Page(
    title="Settings",
    about="every key of `orchestration_config.json`, its type, default and environment variable.",
    intro=(
        "The shipped `orchestration_config.json` is overlaid by yours (`--config`, else the one in the data folder, "
        "else the one in the working directory) and that by the environment. A key that isn't known is an error that "
        "names the nearest one; `null` leaves what is below. Everything is read once, at start."
    ),
    body=body,
)
