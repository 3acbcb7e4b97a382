from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from tests.intelligences.web_app_builder.specifications import designs, made

from imperium.intelligences.web_app_builder.access import RANK
from imperium.intelligences.web_app_builder.api import operations
from imperium.intelligences.web_app_builder.design import Design
from imperium.intelligences.web_app_builder.migration import migration
from imperium.intelligences.web_app_builder.reserved import PATHS, TABLES
from imperium.intelligences.web_app_builder.schema import tables
from imperium.intelligences.web_app_builder.specification import Specification
from imperium.platform.errors import InvalidInput


@settings(max_examples=40)
@given(designs())
def test_what_the_model_promises(design: Design):
    app = design.app
    keys = [entity.key for entity in app.entities]
    assert len({key.lower() for key in keys}) == len(keys)
    named = Counter(table.name for table in tables(app))
    assert max(named.values()) == 1
    for number, entity in enumerate(app.entities):
        assert entity.table not in TABLES
        assert entity.path not in PATHS
        assert len(set(entity.columns)) == len(entity.columns) > 0
        for one in entity.references:
            assert one.target in keys[: number + 1]
            assert not (one.required and one.target == entity.key)
        for linked in (*entity.references, *entity.collections):
            assert RANK[app.entity(linked.target).access] >= RANK[entity.access]
    if app.payments:
        assert app.auth
        assert app.payable is not None
        assert app.payable.field(app.payments.amount_field).type == "money"


@settings(max_examples=40)
@given(designs())
def test_every_name_of_the_database_is_short_enough_for_postgresql(design: Design):
    _, code = migration(1, (), tables(design.app))
    quoted = [part for part in code.split('"') if part.startswith(("pk_", "uq_", "ix_", "fk_"))]
    assert all(len(name) <= 63 for name in quoted)
    assert max(Counter(quoted).values()) <= 2, "once made and once taken back"


@settings(max_examples=40)
@given(designs())
def test_every_operation_has_an_address_of_its_own(design: Design):
    addresses = [(one.method, one.path) for one in operations(design.app)]
    assert len(set(addresses)) == len(addresses)
    pages = [page.path for page in design.app.pages]
    assert len(set(pages)) == len(pages)


def test_short_forms_and_long_ones_are_the_same():
    short = Specification.model_validate(
        {"entities": {"Task": {"title": "string", "due": "date?", "state": "choice: open, done", "project": "Project"},
                      "Project": {"name": "str", "tags": "Tag[]"}, "Tag": {}}}
    )  # fmt: skip
    long = Specification.model_validate(
        {
            "entities": [
                {
                    "name": "Task",
                    "fields": [
                        {"name": "title"},
                        {"name": "due", "type": "date", "required": False},
                        {"name": "state", "type": "choice", "choices": ["open", "done"]},
                    ],
                    "relations": [{"name": "project", "to": "Project"}],
                },
                {
                    "name": "Project",
                    "fields": ["name"],
                    "relations": [{"name": "tags", "to": "Tag", "kind": "many_to_many"}],
                },
                "Tag",
            ]
        }
    )  # fmt: skip
    assert short == long


def test_what_is_left_open_is_decided_and_told():
    design = made(features=["auth", "payments"])
    assert [entity.key for entity in design.app.entities] == ["Product"]
    assert design.app.payable is not None
    assert design.app.payable.access == "shared"
    assert "Nothing has a price" in design.notes[0]
    assert [entity.key for entity in made().app.entities] == ["Item"]


def test_payments_bring_accounts():
    design = made(entities={"Course": {"name": "string", "fee": "money"}}, features=["payments"])
    assert design.app.auth
    assert design.app.payments is not None
    assert (design.app.payments.entity, design.app.payments.amount_field) == ("Course", "fee")


def test_what_can_never_cost_anything_is_no_price():
    refund = {"name": "refund", "type": "money", "max": 0}
    design = made(entities=[{"name": "Return", "fields": [refund]}], features=["payments"])
    assert design.app.payments is not None
    assert design.app.payments.entity == "Product"


def test_both_ends_of_a_relation_are_one():
    design = made(
        entities=[
            {"name": "Author", "relations": [{"to": "Book", "kind": "has_many"}]},
            {"name": "Book", "relations": ["Author", "Tag[]"]},
            {"name": "Tag", "relations": ["Book[]"]},
        ]
    )
    book = next(entity for entity in design.app.entities if entity.key == "Book")
    assert [one.column for one in book.references] == ["author_id"]
    assert [one.target for entity in design.app.entities for one in entity.collections] == ["Tag"]


def test_who_sees_a_row_sees_what_it_names():
    design = made(
        entities=[
            {"name": "Post", "access": "public", "relations": ["Category?"]},
            {"name": "Category"},
        ],
        features=["auth"],
    )
    assert {entity.key: entity.access for entity in design.app.entities} == {"Category": "public", "Post": "public"}
    assert "Category is public, because Post names it." in design.notes


@pytest.mark.parametrize(
    ("specification", "words"),
    [
        ({"entities": ["Task", "task"]}, "same name"),
        ({"entities": [{"name": "Task", "fields": ["due date", "due-date"]}]}, "two attributes"),
        (
            {"entities": [{"name": "Task", "fields": ["project"], "relations": ["Project"]}, "Project"]},
            "two attributes",
        ),
        ({"entities": [{"name": "Task", "relations": ["Projct"]}, "Project"]}, "no entity 'Projct'"),
        ({"entities": [{"name": "A", "relations": ["B"]}, {"name": "B", "relations": ["A"]}]}, "circle"),
        ({"entities": [{"name": "Task", "relations": [{"to": "Task", "required": True}]}]}, "could never be made"),
        ({"entities": [{"name": "A", "relations": [{"to": "B", "on_delete": "set_null"}]}, "B"]}, "can't be emptied"),
        ({"entities": [{"name": "A", "fields": [{"name": "x", "min": 1}]}]}, "has no min"),
        ({"entities": [{"name": "A", "fields": [{"name": "x", "type": "integer", "min": 2, "max": 1}]}]}, "above max"),
        ({"entities": [{"name": "A", "fields": [{"name": "x", "type": "money", "min": 0.5}]}]}, "whole"),
        ({"entities": [{"name": "A", "fields": [{"name": "x", "type": "choice"}]}]}, "choose from"),
        ({"entities": [{"name": "A", "fields": ["x: choice: a, A"]}]}, "same as"),
        ({"entities": [{"name": "A", "fields": [{"name": "x", "type": "text", "unique": True}]}]}, "can't be unique"),
        ({"entities": [{"name": "A", "fields": [{"name": "x", "unique": True, "max_length": 2}]}]}, "hardly any"),
        ({"entities": [{"name": "A", "fields": [{"name": "x", "max_length": 5_000}]}]}, "at most 1000"),
        ({"entities": ["A"], "features": ["payments"], "pay_for": "A"}, "no field of type money"),
        ({"entities": ["A"], "framework": "Backbone"}, "not a front end"),
        (
            {"entities": [{"name": "A", "access": "public", "relations": ["B"]}, {"name": "B", "access": "private"}]},
            "which is private",
        ),
    ],
)
def test_what_contradicts_itself_is_refused_in_words(specification: dict[str, Any], words: str):
    with pytest.raises(InvalidInput, match=words) as refused:
        made(**specification)
    assert refused.value.field
    assert refused.value.remedy


def test_a_feature_that_is_none_is_refused():
    with pytest.raises(ValueError, match="user_auth"):
        Specification.model_validate({"features": ["telepathy"]})
