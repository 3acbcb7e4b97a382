"""Fields: the limits that each type has where none were given, and the ones that it can't have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from imperium.intelligences.web_app_builder.model import Choice, Field, FieldType
from imperium.intelligences.web_app_builder.naming import Label, clean, field_name, plain_name
from imperium.intelligences.web_app_builder.specification import FieldSpecification
from imperium.platform.errors import InvalidInput

LONGEST: Mapping[FieldType, tuple[int, int]] = {
    "string": (255, 1_000),
    "text": (20_000, 100_000),
    "email": (254, 254),
    "url": (500, 500),
}
"""Characters by default, and at most; 254 is the longest address of RFC 5321."""
UNIQUE: frozenset[FieldType] = frozenset({"string", "email", "integer", "date"})
FEWEST, SHORTEST = 100, 4
"""Different values, and characters, that a unique field must allow: with fewer, hardly any rows could be made."""
TITLES = ("title", "name", "subject", "headline", "label_value", "email", "number", "code")


def designed(given: FieldSpecification, where: str) -> Field:
    """The field of the model. Raises InvalidInput for limits that its type doesn't have, or that nothing satisfies."""
    _check(given, where)
    usual, _ = LONGEST.get(given.type, (0, 0))
    return Field(
        name=field_name(given.name),
        type=given.type,
        required=given.required or given.type == "boolean",
        unique=given.unique,
        minimum=given.min,
        maximum=given.max,
        min_length=given.min_length or (1 if usual and given.required else 0),
        max_length=given.max_length or usual,
        choices=_choices(given, where),
    )


def title_field(fields: Iterable[Field]) -> str | None:
    """The field by whose value a person knows a row: one called so, or else the first short text."""
    named = {field.name.snake: field for field in fields if field.type in ("string", "email")}
    required = [snake for snake, field in named.items() if field.required]
    return next((snake for snake in TITLES if snake in required), next(iter(required), next(iter(named), None)))


def _check(given: FieldSpecification, where: str) -> None:
    usual, most = LONGEST.get(given.type, (0, 0))
    numeric = given.type in ("integer", "number", "money")
    for member in ("min", "max"):
        value = getattr(given, member)
        if value is not None and not numeric:
            raise _wrong(where, member, value, f"a {given.type} has no {member}", "Leave it out.")
        if isinstance(value, float) and given.type != "number":
            raise _wrong(where, member, value, f"a {given.type} is whole", "Give a whole number.")
    if (given.min_length or given.max_length) and given.type not in ("string", "text"):
        raise _wrong(where, "max_length", given.max_length, f"a {given.type} takes no length", "Leave it out.")
    if given.max_length and given.max_length > most:
        raise _wrong(
            where, "max_length", given.max_length, f"a {given.type} has at most {most} characters", "Lower it."
        )
    if given.unique and given.type not in UNIQUE:
        raise _wrong(
            where, "unique", True, f"a {given.type} can't be unique", f"Unique are {', '.join(sorted(UNIQUE))}."
        )
    _check_spans(given, where, usual)
    _check_room(given, where)
    if given.choices and given.type != "choice":
        raise _wrong(where, "choices", given.choices[0], f"a {given.type} has no choices", "Set its type to choice.")


def _check_spans(given: FieldSpecification, where: str, usual: int) -> None:
    if given.min is not None and given.max is not None and given.min > given.max:
        raise _wrong(where, "min", given.min, f"is above max, which is {given.max}", "Turn them round.")
    longest = given.max_length or usual
    if given.min_length and given.min_length > longest:
        raise _wrong(where, "min_length", given.min_length, f"is above max_length, which is {longest}", "Lower it.")


def _check_room(given: FieldSpecification, where: str) -> None:
    """Refuse a unique field of hardly any values."""
    span = (given.max - given.min + 1) if given.min is not None and given.max is not None else FEWEST
    if given.unique and (span < FEWEST or (given.max_length or SHORTEST) < SHORTEST):
        raise _wrong(where, "unique", True, "there would be room for hardly any rows", "Widen its limits.")


def _choices(given: FieldSpecification, where: str) -> tuple[Choice, ...]:
    if given.type != "choice":
        return ()
    if not given.choices:
        raise _wrong(where, "choices", None, "a choice needs something to choose from", "List its choices.")
    found: dict[str, Choice] = {}
    for number, text in enumerate(given.choices, 1):
        value = plain_name(text, f"choice_{number}").snake
        if value in found:
            raise _wrong(where, "choices", text, f"is the same as {found[value].label.text!r}", "Leave one out.")
        found[value] = Choice(value, Label(clean(text)))
    return tuple(found.values())


def _wrong(where: str, member: str, value: object, why: str, remedy: str) -> InvalidInput:
    return InvalidInput(
        f"{where}: {member} {why}." if why.startswith("is ") else f"{where}: {why}.",
        field=f"entities.{where}.{member}",
        value=value,
        remedy=remedy or None,
    )
