from contextlib import suppress
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.platform.errors import InvalidInput, TooLarge
from imperium.platform.limits import DEFAULT, MIB, EndpointLimits, Limits, MalformedJson, allow, check, limits_of, parse
from support.effort import check_growth


def nested(levels: int) -> Any:
    value: Any = "leaf"
    for _ in range(levels):
        value = {"inner": value}
    return value


@pytest.mark.parametrize(
    ("value", "field", "limit", "size"),
    [
        ({"a": {"b": "x" * 10_001}}, "a.b", 10_000, 10_001),
        ({"rows": [0] * 1_001}, "rows", 1_000, 1_001),
        ({"rows": [{"tags": ["ok", "x" * 20_000]}]}, "rows.0.tags.1", 10_000, 20_000),
        ({str(i): i for i in range(1_001)}, "body", 1_000, 1_001),
        (nested(11), ".".join(["inner"] * 10), 10, 11),
        ({"k" * 10_001: 1}, "body", 10_000, 10_001),
        ("x" * 10_001, "body", 10_000, 10_001),
    ],
)
def test_what_is_over_a_limit_is_refused_with_its_place_limit_and_size(
    value: Any, field: str, limit: int, size: int
) -> None:
    with pytest.raises(TooLarge) as refused:
        parse(orjson.dumps(value))
    assert refused.value.field == field
    assert refused.value.extra == {"limit": limit, "size": size}
    assert refused.value.detail.startswith(f"{field}: ")


@pytest.mark.parametrize(
    "value",
    [{"a": "x" * 10_000}, [0] * 1_000, {str(i): i for i in range(1_000)}, nested(10), 1, None, "text", True, [[], {}]],
)
def test_what_is_at_the_limit_passes_unchanged(value: Any) -> None:
    assert parse(orjson.dumps(value)) == value


def test_a_field_may_declare_more_for_itself_alone() -> None:
    limits = Limits(text={"messages.content": 50_000}, items={"rows": 5_000})
    long = "x" * 40_000
    assert parse(orjson.dumps({"messages": [{"content": long}], "rows": [1] * 5_000}), limits)
    with pytest.raises(TooLarge) as refused:
        parse(orjson.dumps({"messages": [{"name": long}]}), limits)
    assert refused.value.field == "messages.0.name"
    with pytest.raises(TooLarge, match=r"60,000 characters; at most 50,000"):
        parse(orjson.dumps({"messages": [{"content": "x" * 60_000}]}), limits)


@pytest.mark.parametrize("value", [{"a": ["b\0c"]}, {"a\0": 1}, "\0"])
def test_null_bytes_are_refused(value: Any) -> None:
    with pytest.raises(InvalidInput, match="null byte"):
        parse(orjson.dumps(value))
    with pytest.raises(InvalidInput, match="null byte"):
        check(value)


@pytest.mark.parametrize("body", [b"", b"{", b"{'a': 1}", b"NaN", b'"\\ud800"', b"\xff", b"[" * 100_000])
def test_what_is_not_json_says_where(body: bytes) -> None:
    with pytest.raises(MalformedJson, match="at character"):
        parse(body)


def test_a_body_over_its_bytes_is_refused_before_it_is_read() -> None:
    with pytest.raises(TooLarge, match=r"9,437,184 bytes; at most 8,388,608"):
        parse(b"[" * 9 * MIB)


def test_an_endpoint_carries_what_it_declares() -> None:
    @allow(body_bytes=16 * MIB, text={"message": 4_000_000})
    async def chat() -> None: ...

    assert limits_of(chat).text["message"] == 4_000_000
    assert limits_of(chat).text_characters == 10_000
    assert limits_of(test_null_bytes_are_refused) is DEFAULT


SMALL = Limits(text_characters=4, list_items=3, dict_keys=3, depth=3)
documents = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text("ab\0", max_size=6),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text("abcdef", max_size=6), inner, max_size=5),
    max_leaves=25,
)


def fits(value: Any, depth: int = 1) -> bool:
    """The limits in SMALL, written as plainly as they can be."""
    if isinstance(value, str):
        return len(value) <= 4 and "\0" not in value
    if isinstance(value, list):
        return depth <= 3 and len(value) <= 3 and all(fits(item, depth + 1) for item in value)
    if isinstance(value, dict):
        keys_fit = len(value) <= 3 and all(fits(key) for key in value)
        return depth <= 3 and keys_fit and all(fits(item, depth + 1) for item in value.values())
    return True


@given(documents)
def test_exactly_what_fits_is_let_through(value: Any) -> None:
    try:
        passed = parse(orjson.dumps(value), SMALL) == value
    except (TooLarge, InvalidInput):
        passed = False
    assert passed == fits(value)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_value_or_one_of_our_errors(body: bytes) -> None:
    with suppress(MalformedJson, TooLarge, InvalidInput):
        parse(body)


def test_a_megabyte_takes_eight_times_as_long_as_an_eighth_of_it() -> None:
    rows = [{"name": f"item {i}", "text": "b" * 50, "tags": ["x", "y", "z"], "n": i} for i in range(999)]
    bodies = {lists: orjson.dumps({f"rows{k}": rows for k in range(lists)}) for lists in (1, 8)}
    assert len(bodies[8]) > 800_000
    check_growth(lambda lists: parse(bodies[lists]), 8)


@given(
    st.recursive(
        st.none() | st.text(alphabet='a,{["\\', max_size=12),
        lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.text(max_size=12), inner, max_size=6),
        max_leaves=30,
    )
)
def test_what_a_look_at_the_bytes_lets_through_is_within_every_limit(value: object) -> None:
    limits = Limits(text_characters=40, list_items=3, dict_keys=3, depth=3)
    body = orjson.dumps(value)
    try:
        check(value, limits)
    except TooLarge:
        with pytest.raises(TooLarge):
            parse(body, limits)
    except InvalidInput:
        with pytest.raises(InvalidInput):
            parse(body, limits)
    else:
        assert parse(body, limits) == value


def test_the_limits_of_an_endpoint_are_worked_out_once() -> None:
    @allow(depth=3)
    def deep() -> None: ...

    limits = EndpointLimits(Limits(list_items=5))
    assert (limits.of(deep).depth, limits.of(deep).list_items) == (3, 5)
    assert limits.of(deep) is limits.of(deep)
    assert limits.of(None) == Limits(list_items=5)
