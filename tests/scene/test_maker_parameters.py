"""Whatever parameters a maker says it takes, it makes sound meshes of: drawn from its own schema."""

from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from imperium.platform.errors import InvalidInput
from imperium.scene.maker import maker, makers
from imperium.scene.material import Surface, bsdf

Schema = dict[str, Any]
LONGEST = 100_000  # cm


def _schema(name: str) -> Schema:
    schema: Schema = TypeAdapter(maker(name).build).json_schema()
    return schema


def _values(schema: Schema, root: Schema) -> st.SearchStrategy[Any]:
    """Values that the schema allows; for lists and objects only the default."""
    if "$ref" in schema:
        return _values(root["$defs"][schema["$ref"].rsplit("/", 1)[1]], root)
    if "anyOf" in schema:
        return st.one_of(*(_values(part, root) for part in schema["anyOf"]))
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    match schema.get("type"):
        case "boolean":
            return st.booleans()
        case "integer":
            return st.integers(schema.get("minimum", 0), min(schema.get("maximum", 1000), 2**32 - 1))
        case "number":
            low = max(schema.get("minimum", schema.get("exclusiveMinimum", 0) + 0.5), -1000)
            return st.floats(low, min(schema.get("maximum", low + 40), low + 100))
        case "string" if "pattern" in schema:
            return st.from_regex(schema["pattern"], fullmatch=True)
        case "string":
            letters = st.characters(codec="utf-8", categories=("L", "N", "P", "Zs"))
            return st.text(letters, min_size=schema.get("minLength", 0), max_size=min(schema.get("maxLength", 12), 12))
        case "null":
            return st.none()
    return st.nothing()


def _params(name: str) -> st.SearchStrategy[Schema]:
    schema = _schema(name)
    drawn = {key: _values(part, schema) for key, part in schema["properties"].items()}
    return st.fixed_dictionaries({}, optional={key: values for key, values in drawn.items() if not values.is_empty})


@st.composite
def _things(draw: st.DrawFn) -> tuple[str, Schema]:
    name = draw(st.sampled_from(sorted(set(makers()) - SLOW)))
    return name, draw(_params(name))


SLOW = {"city", "hills", "grass"}


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(_things())
def test_any_parameters_give_sound_meshes(thing: tuple[str, Schema]) -> None:
    name, params = thing
    try:
        parts = maker(name).make(params)
    except InvalidInput:
        return
    for part in parts:
        mesh = part.mesh
        assert np.isfinite(mesh.vertices).all(), part.slot
        assert np.abs(mesh.vertices).max() < LONGEST, part.slot
        assert np.isfinite(mesh.uvs).all(), part.slot
        assert np.isfinite(mesh.normals).all(), part.slot
        assert 0 <= mesh.faces.min() <= mesh.faces.max() < len(mesh.vertices), part.slot


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(_things())
def test_any_parameters_give_materials(thing: tuple[str, Schema]) -> None:
    name, params = thing
    try:
        parts = maker(name).make(params)
    except InvalidInput:
        return
    for part in parts[:2]:
        assert bsdf(part.finish, Surface(min(part.size[0], 3.0), min(part.size[1], 3.0)))["type"]
