"""Specifications to draw from: any text as a name, any type, any relation."""

from typing import Any, get_args

from hypothesis import strategies as st

from imperium.intelligences.web_app_builder.design import Design, design
from imperium.intelligences.web_app_builder.model import FieldType
from imperium.intelligences.web_app_builder.specification import Specification
from imperium.platform.errors import InvalidInput

ATTACKS = (
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "{{ 7*7 }}",
    "{% raw %}",
    "${7*7}",
    "`${7*7}`",
    "'; DROP TABLE users; --",
    '"""; import os; """',
    "../../etc/passwd",
    "..\\..\\boot.ini",
    "a\nb: !!python/object",
    "name\x00.py",
    "\u202egnp.exe",
    "]]>",
    "*/ process.exit() /*",
    "__import__",
    "constructor",
    "__proto__",
    "CON",
    "-->",
)
texts = st.one_of(
    st.sampled_from(["Task", "Project", "title", "due date", "order", "class", "import", "user", "select", "type"]),
    st.sampled_from(ATTACKS),
    st.text(min_size=1, max_size=80),
).filter(lambda text: bool(text.strip()))


@st.composite
def attributes(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from(get_args(FieldType)))
    found: dict[str, Any] = {"name": draw(texts), "type": kind, "required": draw(st.booleans())}
    if kind == "choice":
        found["choices"] = draw(st.lists(texts, min_size=1, max_size=4))
    return found


@st.composite
def entities(draw: st.DrawFn, names: list[str]) -> dict[str, Any]:
    relation = st.fixed_dictionaries(
        {"to": st.sampled_from(names)},
        optional={"kind": st.sampled_from(["belongs_to", "has_one", "has_many", "many_to_many"])},
    )
    return {
        "name": draw(st.sampled_from(names)),
        "fields": draw(st.lists(attributes(), max_size=5)),
        "relations": draw(st.lists(relation, max_size=2)),
        "access": draw(st.sampled_from([None, "private", "shared", "public"])),
    }


@st.composite
def specifications(draw: st.DrawFn) -> dict[str, Any]:
    """As plain data; it may contradict itself."""
    names = draw(st.lists(texts, min_size=1, max_size=4, unique=True))
    return {
        "name": draw(texts),
        "description": draw(st.text(max_size=200)),
        "framework": "none",
        "entities": [draw(entities([name])) | {"name": name} for name in names]
        if draw(st.booleans())
        else [draw(entities(names)) | {"name": name} for name in names],
        "features": draw(st.lists(st.sampled_from(["user_auth", "dashboard", "analytics", "payments"]), max_size=4)),
    }


@st.composite
def designs(draw: st.DrawFn) -> Design:
    """Designs of specifications that don't contradict themselves."""
    return draw(specifications().map(_designed).filter(lambda made: made is not None))


def _designed(data: dict[str, Any]) -> Design | None:
    try:
        return design(Specification.model_validate(data))
    except InvalidInput:
        return None


def made(**data: Any) -> Design:
    """The design of a specification without a front end."""
    return design(Specification.model_validate({"framework": "none", **data}))
