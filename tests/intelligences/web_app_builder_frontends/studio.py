"""An app that has everything: every type of field, both kinds of relation, each feature; and its names are given."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

from imperium.intelligences.web_app_builder.model import (
    App,
    Choice,
    Collection,
    Entity,
    Field,
    FieldType,
    Pattern,
    Payments,
    Reference,
)
from imperium.intelligences.web_app_builder.naming import Label, Name


def studio(label: str = "Words", *, pattern: Pattern = "mvc", features: bool = True) -> App:
    """The app with each of its labels the one given; its words, and so its code, are always the same."""

    def name(*words: str) -> Name:
        return Name(Label(label), words)

    def field(kind: FieldType) -> Field:
        chosen = (Choice("one", Label(label)), Choice("two", Label(label))) if kind == "choice" else ()
        texts = kind in ("string", "text", "email", "url")
        return Field(name(kind, "field"), kind, choices=chosen, max_length=200 if texts else 0)

    project = Entity(
        name("project"),
        name("projects"),
        tuple(field(kind) for kind in get_args(FieldType)),
        references=(Reference(name("client"), "Client", required=True),),
        collections=(Collection(name("tags"), "Tag"),),
        description=Label(label),
        title_field="string_field",
    )
    plain = (replace(field("string"), required=False),)
    return App(
        name=name("studio"),
        description=Label(label),
        entities=(
            Entity(name("client"), name("clients"), plain, access="shared"),
            Entity(name("tag"), name("tags"), plain, access="public"),
            project,
        ),
        frontend="react",
        pattern=pattern,
        auth=features,
        dashboard=features,
        analytics=features,
        payments=Payments("Project", "money_field") if features else None,
    )
