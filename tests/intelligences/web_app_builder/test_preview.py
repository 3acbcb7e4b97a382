import io

import pytest
from hypothesis import given, settings
from PIL import Image
from tests.intelligences.web_app_builder.specifications import designs, made

from imperium.intelligences.web_app_builder.design import Design
from imperium.intelligences.web_app_builder.preview import HEIGHT, MOST, WIDTH, previews
from imperium.intelligences.web_app_builder.sample import body


def test_each_kind_of_page_is_drawn():
    app = made(
        entities={"Boat": {"name": "string", "price": "money"}}, features=["dashboard", "analytics", "payments"]
    ).app
    pictures = previews(app)
    wanted = {"dashboard", "analytics", "payments", "login", "signup", "boats-list", "boats-create", "boats-show"}
    assert set(pictures) == wanted
    assert len(set(pictures.values())) == len(wanted)
    for content in pictures.values():
        assert Image.open(io.BytesIO(content)).size == (WIDTH, HEIGHT)


@settings(max_examples=4)
@given(designs())
def test_any_app_is_drawn(design: Design):
    assert 1 <= len(previews(design.app)) <= MOST


@settings(max_examples=40)
@given(designs())
def test_rows_to_show_are_allowed(design: Design):
    ids: dict[str, list[int]] = {}
    for entity in design.app.entities:
        for n in range(4):
            row = body(design.app, entity, n, ids)
            assert set(row) == set(entity.columns)
            for field in entity.fields:
                value = row[field.name.snake]
                if field.type in ("string", "text"):
                    assert field.min_length <= len(value) <= field.max_length
                    assert value == value.strip()
                if field.is_numeric:
                    assert field.minimum is None or value >= field.minimum
                    assert field.maximum is None or value <= field.maximum
            assert all(row[one.column] for one in entity.references if one.required)
        ids[entity.key] = [1, 2]


@pytest.mark.parametrize("least", [-5, 0, 3])
def test_numbers_to_show_differ(least: int):
    entity = made(entities=[{"name": "A", "fields": [{"name": "x", "type": "integer", "min": least, "max": 200}]}]).app
    rows = [body(entity, entity.entities[0], n, {})["x"] for n in range(6)]
    assert len(set(rows)) == 6
