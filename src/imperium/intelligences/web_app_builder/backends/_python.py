"""How fields are written in Python: types of columns, of bodies, and values for tests."""

from __future__ import annotations

from imperium.intelligences.web_app_builder.model import Field
from imperium.intelligences.web_app_builder.schema import column_type as stored_type

_PYTHON = {
    "integer": "int",
    "money": "int",
    "number": "float",
    "boolean": "bool",
    "date": "dt.date",
    "datetime": "dt.datetime",
}
_COLUMN = {
    "bigint": "sa.BigInteger",
    "float": "sa.Double",
    "text": "sa.Text",
    "date": "sa.Date",
    "datetime": "UtcDateTime",
}


def python_type(field: Field) -> str:
    """The type of a column's value."""
    return _PYTHON.get(field.type, "str")


def column_type(field: Field) -> str:
    """The column's type, as an argument of mapped_column."""
    stored = stored_type(field)
    return f"sa.String{stored.removeprefix('string')}" if stored.startswith("string(") else _COLUMN.get(stored, "")


def schema_type(field: Field) -> str:
    """The type of a value that is sent, with its limits."""
    if field.type == "choice":
        return f"Literal[{', '.join(_quoted(choice.value) for choice in field.choices)}]"
    if field.type in ("date", "boolean"):
        return _PYTHON[field.type]
    if field.type == "datetime":
        return "shared.Moment"
    bare = {"integer": "shared.Whole", "money": "shared.Whole", "number": "shared.Number", "email": "shared.Email"}
    kind = bare.get(field.type, "shared.Url" if field.type == "url" else "shared.Text")
    limits = _limits(field)
    return f"Annotated[{kind}, Field({limits})]" if limits else kind


def range_type(field: Field) -> str:
    """The type of an end of a span."""
    whole = {"integer": "shared.Whole", "money": "shared.Whole", "number": "shared.Number"}
    return whole.get(field.type, "shared.Moment" if field.type == "datetime" else "dt.date")


def output_type(field: Field) -> str:
    """The type of a value that comes back."""
    return "shared.Moment" if field.type == "datetime" else python_type(field)


def _limits(field: Field) -> str:
    found = {
        "min_length": field.min_length or None,
        "max_length": field.max_length or None,
        "ge": field.minimum,
        "le": field.maximum,
    }
    return ", ".join(f"{name}={value!r}" for name, value in found.items() if value is not None)


def sample(field: Field) -> str:
    """Code that gives a valid value for the number `n`, a different one for each number where values are unique."""
    if field.is_text and field.type not in ("email", "url"):
        return f"text(n, {field.min_length}, {field.max_length})"
    if field.type in ("integer", "money"):
        return f"whole(n, {field.minimum}, {field.maximum})"
    if field.type == "number":
        return f"number(n, {field.minimum}, {field.maximum})"
    if field.type == "choice":
        return f"choice(n, {', '.join(_quoted(choice.value) for choice in field.choices)})"
    return f"{field.type}(n)"


def bad_values(field: Field) -> list[str]:
    """Code of values that must be refused."""
    found = [] if not field.required or field.type == "boolean" else ["None"]
    if field.is_text:
        found += ["12", '"\\x00"', f'"x" * {field.max_length + 1}']
    if field.type in ("string", "text") and field.min_length > 1:
        found.append(f'"x" * {field.min_length - 1}')
    if field.is_numeric:
        found += ['"many"', "2**53" if field.type != "number" else '"nan"']
        found += [repr(value) for value in (_below(field), _above(field)) if value is not None]
    return found + _BAD.get(field.type, [])


_BAD = {
    "integer": ["1.5"],
    "money": ["1.5"],
    "boolean": ['"perhaps"', "None"],
    "date": ['"2026-13-01"'],
    "datetime": ['"yesterday"'],
    "email": ['"nobody"', '"no body@example.org"'],
    "url": ['"javascript:alert(1)"', '"example.org"'],
    "choice": ['"no such choice"'],
}


def _below(field: Field) -> int | float | None:
    return None if field.minimum is None else field.minimum - 1


def _above(field: Field) -> int | float | None:
    return None if field.maximum is None else field.maximum + 1


def _quoted(value: str) -> str:
    return f'"{value}"'
