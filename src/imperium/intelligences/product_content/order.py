"""The order for a catalogue, as it goes to a worker process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from imperium.intelligences.product_content.inputs import ContentType
from imperium.intelligences.product_content.style import StyleGuide
from imperium.intelligences.tone import Tone

JOBS = "imperium.intelligences.product_content.catalogue_job"
"""Where the functions are that take one."""


@dataclass(frozen=True, slots=True)
class Order:
    """How the catalogue is to be written. `formats` are rendered beside the parts of each product."""

    tone: Tone = "professional"
    content_type: ContentType = "catalogue"
    seed: int = 0
    style: StyleGuide | None = None
    formats: Sequence[str] = ()

    def as_job(self) -> dict[str, Any]:
        return {
            "tone": self.tone,
            "content_type": self.content_type,
            "seed": self.seed,
            "style": self.style.model_dump(exclude_unset=True) if self.style else None,
            "formats": list(self.formats),
        }

    @classmethod
    def of_job(cls, job: dict[str, Any]) -> Order:
        style = StyleGuide.model_validate(job["style"]) if job["style"] else None
        return cls(job["tone"], job["content_type"], job["seed"], style, tuple(job["formats"]))
