"""What product content is asked: one product, a list of them, or a file."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from imperium.intelligences.inputs import CopyInputs
from imperium.intelligences.product import ProductDetails
from imperium.intelligences.product_content.rows import FileKind
from imperium.intelligences.product_content.style import StyleGuide
from imperium.intelligences.tone import Tone

ContentType = Literal["description", "catalogue", "seo", "variations", "specifications", "all"]
FormatName = Literal["html", "json_ld", "markdown", "text"]
FileName = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}\.(?:csv|json|txt)$")]


class ProductContentInputs(CopyInputs):
    """`products` writes a catalogue entry for each instead."""

    content_type: ContentType = "all"
    products: list[ProductDetails] = Field(default_factory=list, max_length=1000)
    style: StyleGuide | None = Field(default=None, description="replaces parts of the tone's own style guide")
    formats: list[FormatName] = Field(default_factory=list, max_length=4, description="rendered beside the parts")
    rewrite: bool = Field(default=False, description="let a connected language model rewrite the description")


class ProductCatalogueInputs(BaseModel):
    """`file` is the name of an artifact: CSV, JSON, or JSON line by line."""

    model_config = ConfigDict(extra="forbid")

    file: FileName
    kind: FileKind = "csv"
    tone: Tone = "professional"
    content_type: Literal["catalogue", "description", "seo", "specifications", "all"] = "catalogue"
    seed: int = Field(default=0, ge=0, le=2**32 - 1)
    style: StyleGuide | None = None
