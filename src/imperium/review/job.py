"""The child side of an examination: one expert, in a worker process, on a copy of the files."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from imperium.kit import kinds
from imperium.platform.preview import Report
from imperium.review.claim import Claim
from imperium.review.expert import Expert
from imperium.review.subject import Subject

EXPERTS = "imperium.review.experts"


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """What a child is told: the expert's name, the subject without its texts, which lie below its root at `paths`."""

    expert: str
    subject: Subject
    paths: tuple[str, ...]
    earlier: tuple[Claim, ...] = ()


def plain(order: Order) -> dict[str, Any]:
    """The order as plain data."""
    written: dict[str, Any] = msgspec.to_builtins(order, enc_hook=str)
    return written


def order_of(job: dict[str, Any]) -> Order:
    """The order that plain data is."""
    return msgspec.convert(job, Order, dec_hook=lambda kind, value: kind(value))


def examine(job: dict[str, Any], report: Report) -> dict[str, Any]:
    """An expert's examination, as plain data."""
    order = order_of(job)
    expert = kinds.load(EXPERTS, Expert, order.expert)
    with _uncollected():
        examination: dict[str, Any] = msgspec.to_builtins(expert.examine(subject_of(order), order.earlier))
    return examination


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the collector of cycles: it would look through trees that are all in use, a tenth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def subject_of(order: Order) -> Subject:
    """The subject with its texts."""
    root = order.subject.root
    texts = {path: Path(root / path).read_text(encoding="utf-8", errors="surrogateescape") for path in order.paths}
    return replace(order.subject, files=texts)
