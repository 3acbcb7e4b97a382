"""Reads a catalogue: CSV, JSON or newline-delimited JSON, row by row, each a product or the error of that row."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import orjson
from pydantic import ValidationError

from imperium.intelligences.product import ProductDetails
from imperium.platform.capability import invalid_input
from imperium.platform.errors import ImperiumError, InvalidInput, TooLarge

MOST_ROWS = 10_000
FileKind = Literal["csv", "json", "ndjson"]
_LISTS = ("features", "benefits", "materials")
_SAME = {
    "title": "name",
    "product": "name",
    "product name": "name",
    "product_name": "name",
    "manufacturer": "brand",
    "vendor": "brand",
    "product type": "category",
    "product_type": "category",
    "type": "category",
    "ean": "gtin",
    "upc": "gtin",
    "barcode": "gtin",
    "link": "url",
    "image link": "image",
    "image_link": "image",
    "image_url": "image",
    "material": "materials",
    "feature": "features",
    "benefit": "benefits",
    "target audience": "audience",
}
"""What shops call the fields in their exports."""
_SYMBOLS = {"$": "USD", "US$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY"}
_PRICE = re.compile(r"(?P<before>[A-Z]{3}|US\$|[$€£¥])?\s*(?P<amount>\d[\d.,' ]*)\s*(?P<after>[A-Z]{3}|[$€£¥])?")
_DELIMITERS = ",;\t|"


@dataclass(frozen=True, slots=True)
class Row:
    """`number` counts from 1; `details` or `error` is set."""

    number: int
    details: ProductDetails | None = None
    error: ImperiumError | None = None


def rows(text: str, kind: FileKind) -> list[Row]:
    """The rows of a catalogue.

    Raises:
        InvalidInput: the file as a whole can't be read: not JSON, or a table without a name column.
        TooLarge: more than 10,000 rows.
    """
    read = {"csv": _csv, "json": _json, "ndjson": _ndjson}[kind]
    found: list[Row] = []
    for number, item in enumerate(read(text), 1):
        if number > MOST_ROWS:
            raise TooLarge(
                f"The catalogue has more than {MOST_ROWS:,} rows.",
                field="body",
                limit=MOST_ROWS,
                remedy=f"Send it in parts of at most {MOST_ROWS:,} rows.",
            )
        found.append(row(number, item))
    if not found:
        raise InvalidInput("The catalogue has no rows.", field="body", remedy="Send one product a row.")
    return found


def row(number: int, item: Any) -> Row:
    """One row as it was read; an ImperiumError stands for a row that can't be."""
    if isinstance(item, ImperiumError):
        return Row(number, error=item)
    if not isinstance(item, dict):
        kind = type(item).__name__
        error = InvalidInput(f"Row {number} is a {kind}, not an object.", field=f"rows.{number}", value=str(item)[:80])
        return Row(number, error=error)
    try:
        return Row(number, details=ProductDetails.model_validate(_fields(item)))
    except ValidationError as error:
        return Row(number, error=invalid_input(error, ProductDetails.model_fields, prefix=f"rows.{number}."))
    except InvalidInput as error:
        error.field = f"rows.{number}.{error.field}"
        return Row(number, error=error)


def _fields(item: dict[str, Any]) -> dict[str, Any]:
    """The fields that a product has; what it has no field for is an attribute."""
    known: dict[str, Any] = {}
    attributes: dict[str, Any] = dict(item.get("attributes") or {})
    for key, value in item.items():
        name = _SAME.get(key.strip().lower(), key.strip().lower())
        if value is None or value == "" or name == "attributes":
            continue
        if name in ProductDetails.model_fields:
            known[name] = _value(name, value)
        else:
            attributes[key.strip()] = value
    return known | _price(known.pop("price", None), known.get("currency")) | {"attributes": attributes}


def _value(name: str, value: Any) -> Any:
    if name in _LISTS and isinstance(value, str):
        return [part for one in re.split(r"\s*[;|\n]\s*", value) if (part := one.strip())]
    return str(value) if name in ("gtin", "sku", "name") and isinstance(value, int) else value


def _price(value: Any, currency: str | None) -> dict[str, Any]:
    """The amount and its currency: `$1,299.00`, `18,90 €`, `CHF 45`."""
    if not isinstance(value, str):
        return {} if value is None else {"price": value}
    match = _PRICE.fullmatch(value.strip())
    if match is None:
        raise InvalidInput(
            f"price: {value[:80]!r} is no price.", field="price", value=value[:80], remedy="Write 1299.00 or $1,299.00."
        )
    sign = match["before"] or match["after"]
    found = {"price": _amount(match["amount"])}
    return found | ({"currency": _SYMBOLS.get(sign, sign)} if sign and not currency else {})


def _amount(written: str) -> str:
    """The number with a point before the cents: the last comma or point with one or two digits behind it."""
    digits = re.sub(r"[' ]", "", written).rstrip(".,")
    cents = re.search(r"[.,](\d{1,2})$", digits)
    whole = re.sub(r"[.,]", "", digits[: cents.start()] if cents else digits)
    return f"{whole}.{cents[1]}" if cents else whole


def _csv(text: str) -> Iterator[Any]:
    table = csv.DictReader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=_delimiter(text), restkey="")
    names = [name.strip().lower() for name in table.fieldnames or ()]
    if "name" not in [_SAME.get(name, name) for name in names]:
        raise InvalidInput(
            "The table has no column 'name'.",
            field="body",
            value=", ".join(names)[:200],
            remedy="The first line names the columns; one of them is name, title or product.",
        )
    try:
        yield from (_whole(number, line) for number, line in enumerate(table, 1))
    except csv.Error as error:
        raise InvalidInput(f"The table can't be read: {error}.", field="body", remedy="Check its quotes.") from None


def _whole(number: int, line: dict[str, Any]) -> Any:
    """A line, unless it has more cells than there are columns."""
    if "" not in line or not line[""]:
        return line
    return InvalidInput(
        f"Row {number} has more cells than there are columns.",
        field=f"rows.{number}",
        value=str(line[""])[:80],
        remedy="Put cells that hold the delimiter in quotes.",
    )


def _delimiter(text: str) -> str:
    """The one that occurs most in the first line."""
    first = text.partition("\n")[0]
    return max(_DELIMITERS, key=first.count)


def _json(text: str) -> Iterator[Any]:
    found = _loads(text, "body")
    products = found.get("products") if isinstance(found, dict) else found
    if not isinstance(products, list):
        raise InvalidInput(
            "The JSON is no list of products.", field="body", remedy='Send [{"name": …}, …] or {"products": […]}.'
        )
    yield from products


def _ndjson(text: str) -> Iterator[Any]:
    for number, line in enumerate((one for one in text.splitlines() if one.strip()), 1):
        try:
            yield _loads(line, f"rows.{number}")
        except InvalidInput as error:
            yield error


def _loads(text: str, field: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise InvalidInput(f"{field}: not JSON: {error.msg}.", field=field, value=text[:80]) from None
