"""One line for each thing that was given: its name and value, then what follows from it."""

from __future__ import annotations

from imperium.intelligences.grammar import sentence_case
from imperium.intelligences.product_content.phrasing import Phrasing
from imperium.intelligences.product_content.statement import Statement
from imperium.intelligences.product_content.subject import Subject


def bullets(subject: Subject) -> tuple[Statement, ...]:
    """The properties, the weightiest first, then the benefits as they were given."""
    told = tuple(_bullet(one) for one in sorted(subject.phrasings, key=lambda one: -one.of.weight))
    return (*told, *(Statement(sentence_case(benefit), (benefit,)) for benefit in subject.product.benefits))


def _bullet(one: Phrasing) -> Statement:
    of = one.of
    counted = of.kind is not None and of.kind.is_said("count")
    value = of.source.partition(": ")[2] if counted and of.label else of.spoken
    said = f"{of.label}: {value}" if of.form == "value" and of.label else sentence_case(_words(one))
    tail = next(iter(one.all("tail")), "")
    text = f"{said}, {tail}" if tail else said
    return Statement(text, (of.source,), one.used_slots(text))


def _words(one: Phrasing) -> str:
    """A feature as it was given; a named one by its name."""
    of = one.of
    return of.value if of.form in ("material", "sentence") or ": " in of.source else of.source
