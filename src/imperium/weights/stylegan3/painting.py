"""Draws with a StyleGAN3 generator: from a seed alone, since such networks read no prompt."""

from __future__ import annotations

from pathlib import Path

import torch

from imperium.platform.errors import InvalidInput
from imperium.platform.preview import Report
from imperium.weights.pictures import Pixels
from imperium.weights.stylegan3.conversion import load
from imperium.weights.stylegan3.generator import Generator


def synthesize(folder: Path, seed: int, truncation: float, category: int | None, report: Report) -> tuple[Pixels, str]:
    """The picture (h, w, 3) in 0–1 of a seed, and the device; the same for the same seed.

    Raises InvalidInput for a folder that holds no generator, or a category that it hasn't.
    """
    report(0.0, "opening the generator")
    generator = load(folder)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    report(0.1, f"drawing {generator.config.img_resolution} pixels a side on the {device}")
    points = torch.randn(1, generator.config.z_dim, generator=torch.Generator().manual_seed(seed))
    classes = _one_hot(generator, category)
    with torch.inference_mode():
        drawn = generator.to(device)(points.to(device), classes.to(device), truncation)
    pixels: Pixels = (drawn[0] / 2 + 0.5).clamp(0, 1).permute(1, 2, 0).cpu().numpy()
    return (pixels if pixels.shape[-1] == 3 else pixels[..., :1].repeat(3, -1)), device


def _one_hot(generator: Generator, category: int | None) -> torch.Tensor:
    """(1, classes). Without a category, the first; a generator without classes takes none."""
    count = generator.config.c_dim
    if category is not None and category >= count:
        raise InvalidInput(
            f"weights.category: this generator has {count} classes.",
            field="weights.category",
            value=category,
            remedy=f"Give 0 to {count - 1}." if count else "Leave it out.",
        )
    chosen = torch.zeros(1, count)
    if count:
        chosen[0, category or 0] = 1
    return chosen
