from typing import Any

import pytest
from hypothesis import example, given, note
from hypothesis import strategies as st

from imperium.intelligences.web_app_builder.design import design
from imperium.intelligences.web_app_builder.model import App
from imperium.intelligences.web_app_builder.sentence import read
from imperium.intelligences.web_app_builder.specification import Specification
from imperium.intelligences.web_app_builder.things import app_words, kept_by, thing_words, things, type_of
from imperium.platform.errors import InvalidInput


def built(sentence: str) -> App:
    return design(Specification.model_validate({**read(sentence).specification, "framework": "none"})).app


def shape(app: App) -> dict[str, list[str]]:
    """The columns of each entity."""
    return {entity.key: list(entity.columns) for entity in app.entities}


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        (
            "A todo list app with projects and login",
            {
                "Project": ["name", "description", "state", "start", "end"],
                "Task": ["title", "notes", "due", "priority", "done", "project_id"],
            },
        ),
        (
            "A bike shop app to track repairs with customers; each repair has a price, a due date and a status "
            "(waiting, in progress, done). With a dashboard",
            {
                "Customer": ["name", "email", "phone", "address", "notes"],
                "Repair": ["title", "price", "due_date", "status", "customer_id"],
            },
        ),
        (
            "An app to catalogue fountain pens and inks, each pen has a brand, a nib size, a price and a photo",
            {"FountainPen": ["brand", "nib_size", "price", "photo"], "Ink": ["name", "description"]},
        ),
        (
            "I need a system for our volunteers to manage shifts (name, starts at, ends at, number of people)",
            {
                "Volunteer": ["name", "email", "phone", "joined", "active"],
                "Shift": ["name", "starts_at", "ends_at", "number_of_people", "volunteer_id"],
            },
        ),
        (
            "An app to manage bee hives: each hive has a name, location and queen age. Each inspection has a date, "
            "notes, honey weight; inspections belong to hives",
            {
                "BeeHive": ["name", "location", "queen_age"],
                "Inspection": ["name", "date", "notes", "honey_weight", "bee_hive_id"],
            },
        ),
        ("something nice", {"Item": ["name", "details", "state"]}),
    ],
)
def test_what_a_sentence_asks_for(sentence: str, wanted: dict[str, list[str]]):
    assert shape(built(sentence)) == wanted


def test_types_follow_from_names_and_words():
    app = built(
        "An app for trips, each trip has a name, a start date, a budget, photo url, a rating (good/bad) and seats"
    )
    trip = app.entity("Trip")
    types = {field.name.snake: field.type for field in trip.fields}
    assert types == {
        "name": "string",
        "start_date": "date",
        "budget": "money",
        "photo_url": "url",
        "rating": "choice",
        "seats": "integer",
    }
    assert [choice.label.text for choice in trip.field("rating").choices] == ["good", "bad"]


@pytest.mark.parametrize(
    ("sentence", "member", "wanted"),
    [
        ('A blog called "Salt & Pepper"', "name", "Salt & Pepper"),
        ("A blog called Quiet Hours with tags", "name", "Quiet Hours"),
        ("An online store in Vue", "framework", "Vue"),
        ("A CRM with Next.js and analytics", "framework", "Next.js"),
        ("A CRM using MVVM", "pattern", "mvvm"),
        ("A shop with payments and a dashboard", "features", ["user_auth", "dashboard", "payments"]),
        ("A recipe book, without login", "features", []),
        ("Notes app, no accounts, with statistics", "features", ["analytics"]),
    ],
)
def test_what_else_is_said(sentence: str, member: str, wanted: Any):
    assert read(sentence).specification[member] == wanted


def test_what_is_assumed_is_told():
    notes = read("An app to manage zeppelins").notes
    assert any("without login" in note for note in notes)
    assert any("Zeppelin is not a kind of thing" in note for note in notes)
    assert read("A todo list without login").notes == ()


def test_verbs_are_no_things():
    assert set(shape(built("An app where customers book appointments and track visits"))) == {
        "Customer",
        "Appointment",
        "Visit",
    }


@given(st.text(max_size=300) | st.lists(st.sampled_from(_WORDS := [
    "a", "app", "with", "each", "task", "tasks", "has", "belongs to", "customers", "(title, due date)", "and", ",", ".",
    "price", "manage", "track", "blog", "shop", "login", "without", "called", '"X"', "in Vue", "zeppelins", "many",
]), max_size=25).map(" ".join))  # fmt: skip
@example("A AA WITH (0")
def test_any_text_becomes_a_specification(text: str):
    """It may contradict itself, and then says so in words; anything else would be a mistake of the reader."""
    specification = Specification.model_validate({**read(text).specification, "framework": "none"})
    try:
        assert design(specification).app.entities
    except InvalidInput as error:
        return note(error.detail)


@pytest.mark.parametrize("key", sorted(things()))
def test_every_known_thing_is_an_app(key: str):
    assert built(f"An app for {thing_words().pattern.sub('', '')}{key.replace('_', ' ')}s").entities
    thing = things()[key]
    for link in thing.links:
        assert link.rstrip("?").removesuffix("[]") in things()


@pytest.mark.parametrize("app", sorted({key for key, _ in app_words().keys.values()}))
def test_every_kind_of_app_can_be_built(app: str):
    phrase = next(words for words, (key, many) in app_words().keys.items() if key == app and not many)
    keys = set(shape(built(f"A {phrase}")))
    assert len(keys) >= len(kept_by(app))


@pytest.mark.parametrize(
    ("name", "kind"), [("due date", "date"), ("is open", "boolean"), ("number of pages", "integer")]
)
def test_the_type_of_a_field_by_its_name(name: str, kind: str):
    assert type_of(name) == kind
