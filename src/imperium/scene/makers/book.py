"""A small stack of books."""

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex, shifted
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.shapes import rounded_box


def book(
    *,
    color: Hex = "#35576b",
    label: str = Field(default="", max_length=40),
    count: int = Field(default=3, ge=1, le=8),
    seed: int = 0,
) -> tuple[Part, ...]:
    """Spines to -y; the top one is `color` and carries the label."""
    rng = np.random.default_rng(seed)
    parts, z = [], 0.0
    for k in range(count):
        thick, turn, shrink = rng.uniform(1.6, 3.0), rng.uniform(-9, 9), 1 - 0.05 * k
        shade = color if k == count - 1 else shifted(color, hue=0.33 * (k + 1), lightness=0.12, saturation=0.35)
        width, depth = 21 * shrink, 14 * shrink
        decal = {"text": label if k == count - 1 else "", "at": (0.5, 0.5), "width": width * 0.4, "spacing": 0.15}
        cover = rounded_box(width, depth, thick, 0.22, 4).turned((0, 0, 1), turn).moved(z=z)
        pages = rounded_box(width - 0.5, depth - 0.3, thick - 0.5, 0.05, 2).moved(0.4, 0.4, 0.25)
        parts.append(Part(f"cover{k}", cover, finish("fabric", color=shade, threads=9, seed=k), (width, thick)))
        parts.append(
            Part(
                f"pages{k}", pages.turned((0, 0, 1), turn).moved(z=z), finish("matte", color="#e9e0cc"), (width, thick)
            )
        )
        if decal["text"]:
            parts[-2] = Part(f"cover{k}", cover, finish("matte", color=shade, decal=decal), (width, thick))
        z += thick + 0.02
    return tuple(parts)


MAKER = Maker(book)
