"""A format that content is rendered in. The file name is its public name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from imperium.intelligences.product_content.content import Content
from imperium.kit.kinds import discover


@dataclass(frozen=True, slots=True)
class Format:
    """`render` gives the whole document as text of `media_type`."""

    media_type: str
    extension: str
    render: Callable[[Content], str]


@cache
def formats() -> dict[str, Format]:
    """By name: html, json_ld, markdown, text."""
    return discover("imperium.intelligences.product_content.formats", Format)
