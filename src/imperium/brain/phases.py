"""In which phase of a plan each kind of piece is made; what isn't here is made for channels."""

from __future__ import annotations

from collections.abc import Mapping

PHASES: Mapping[str, str] = {
    "campaign": "Strategy",
    "research": "Research",
    "product_description": "Content",
    "image": "Pictures",
    "video_script": "Film",
    "video": "Film",
    "code": "Software",
}
