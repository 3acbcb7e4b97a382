"""Layers of configuration: files and environment, each checked for unknown keys, laid over one another."""

from __future__ import annotations

import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

import orjson
from pydantic import BaseModel, ValidationError

from imperium.kit.suggest import did_you_mean
from imperium.platform.errors import InvalidInput, NotFound

FILE_NAME = "orchestration_config.json"
PREFIX = "IMPERIUM_"
USUAL_VARIABLES = {
    "DATABASE_URL": "storage.databaseUrl",
    "OPENROUTER_API_KEY": "api_keys.openrouter",
    "OPENAI_API_KEY": "api_keys.openai",
    "ANTHROPIC_API_KEY": "api_keys.anthropic",
    "GOOGLE_API_KEY": "api_keys.google_ai",
    "GEMINI_API_KEY": "api_keys.google_ai",
    "RUNWAYML_API_SECRET": "api_keys.runway",
    "HF_TOKEN": "api_keys.huggingface",
    "HF_ENDPOINT": "local.hub",
}

Root = TypeVar("Root", bound=BaseModel)
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Layer:
    """Values under the file's own keys, and what they came from, for errors."""

    source: str
    values: Values


def layers(root: type[BaseModel], config: Path | None, data: Path, environ: Mapping[str, str]) -> Iterator[Layer]:
    """From the weakest to the strongest: shipped, the user's file, the environment."""
    shipped = files("imperium") / FILE_NAME
    yield _file_layer(root, f"the shipped {FILE_NAME}", shipped.read_bytes())
    path = user_file(config, data)
    if path is not None:
        yield _file_layer(root, str(path), path.read_bytes())
    yield _environment_layer(root, environ)


def user_file(config: Path | None, data: Path) -> Path | None:
    """The user's configuration file, if there is one. Raises NotFound when a named one is missing."""
    if config is not None:
        if not config.is_file():
            raise NotFound(f"There is no configuration file {config}.", field="config")
        return config
    return next((path for path in (data / FILE_NAME, Path(FILE_NAME)) if path.is_file()), None)


def merge(under: Values, over: Values) -> Values:
    """`over` laid upon `under`: dictionaries are merged, everything else is replaced; a null leaves what is below.

    One exception: a provider named above makes the model named below meaningless, so that one goes.
    """
    merged = dict(under)
    if "provider" in over:
        merged.pop("model", None)
    for key, value in over.items():
        if value is None:
            continue
        below = merged.get(key)
        merged[key] = merge(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged


def validate(root: type[Root], values: Values, source: str) -> Root:
    """The typed settings. Raises InvalidInput naming source and path; a value that may be secret isn't shown."""
    try:
        return root.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        path = ".".join(str(part) for part in first["loc"])
        raise InvalidInput(
            f"{source}: {path or 'the settings'}: {first['msg'].removeprefix('Value error, ')}.",
            field=path or None,
            remedy=f"Correct {path or 'it'} there.",
            value="(not shown)" if _may_be_secret(path) else repr(first.get("input"))[:80],
        ) from None


def _may_be_secret(path: str) -> bool:
    named = path.lower()
    return not path or "key" in named or "secret" in named or named.startswith(("storage", "providers", "quotas"))


def _file_layer(root: type[BaseModel], source: str, content: bytes) -> Layer:
    try:
        values = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise InvalidInput(
            f"{source} is not JSON: {error.msg} in line {error.lineno}, column {error.colno}.",
            field="config",
            remedy="Correct that line; JSON has no comments and no comma before a closing bracket.",
        ) from None
    if not isinstance(values, dict):
        raise InvalidInput(f"{source} must hold a JSON object.", field="config", remedy='Start with {"system": {}}.')
    return Layer(source, _known(root, values, source, ()))


def _known(annotation: Any, values: Values, source: str, path: tuple[str, ...]) -> Values:
    """The values under the file's own spelling of their keys."""
    known: Values = {}
    for key, value in values.items():
        name, inner = _child(annotation, key, source, path)
        nested = isinstance(value, dict) and inner is not None
        known[name] = _known(inner, value, source, (*path, name)) if nested else value
    return known


def _environment_layer(root: type[BaseModel], environ: Mapping[str, str]) -> Layer:
    values: Values = {}
    for variable, path in USUAL_VARIABLES.items():
        if environ.get(variable):
            _put(values, path.split("."), environ[variable])
    for variable, text in sorted(environ.items()):
        if variable.startswith(PREFIX) and text:
            _put_variable(root, values, variable, text)
    return Layer("the environment", values)


def _put_variable(root: type[BaseModel], values: Values, variable: str, text: str) -> None:
    segments = variable.removeprefix(PREFIX).lower().split("__")
    if len(segments) == 1:
        _refuse_single_underscore(root, variable)
        return
    path: list[str] = []
    annotation: Any = root
    for segment in segments:
        name, annotation = _child(annotation, segment, variable, tuple(path))
        path.append(name)
    _put(values, path, _parsed(text))


def _refuse_single_underscore(root: type[BaseModel], variable: str) -> None:
    """`IMPERIUM_SERVER_PORT` would otherwise be ignored without a word."""
    rest = variable.removeprefix(PREFIX).lower()
    for section in root.model_fields:
        if rest.startswith(f"{section}_"):
            right = f"{PREFIX}{section.upper()}__{rest.removeprefix(section + '_').upper()}"
            raise InvalidInput(
                f"{variable} sets nothing: section and key are parted by two underscores.",
                field=variable,
                remedy=f"Did you mean {right}?",
            )


def _put(values: Values, path: list[str], value: Any) -> None:
    for part in path[:-1]:
        values = values.setdefault(part, {})
    values[path[-1]] = value


def _parsed(text: str) -> Any:
    """Lists, objects and null as JSON; all else is text that the field's own type reads."""
    if text[0] in "[{" or text == "null":
        try:
            return orjson.loads(text)
        except orjson.JSONDecodeError:
            return text
    return text


def _child(annotation: Any, key: str, source: str, path: tuple[str, ...]) -> tuple[str, Any]:
    """The file's spelling of `key` below `annotation`, and what lies under it (None: anything, or a plain value)."""
    model = _model(annotation)
    if model is None:
        arguments = typing.get_args(annotation)
        return key, arguments[1] if _is_mapping(annotation) else None
    for name, field in model.model_fields.items():
        if _folded(key) == _folded(name):
            return field.alias or name, field.annotation
    raise InvalidInput(
        f"{source}: {'.'.join((*path, key))} is no setting.",
        field=".".join((*path, key)),
        remedy=did_you_mean(key, [field.alias or name for name, field in model.model_fields.items()]),
    )


def _model(annotation: Any) -> type[BaseModel] | None:
    """The model within `Annotated[...]` or `... | None`, if there is one."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if typing.get_origin(annotation) is typing.Annotated:
        return _model(typing.get_args(annotation)[0])
    return None


def _is_mapping(annotation: Any) -> bool:
    origin = typing.get_origin(annotation)
    return isinstance(origin, type) and issubclass(origin, Mapping)


def _folded(key: str) -> str:
    return key.replace("_", "").casefold()
