"""A skyscraper: a curtain wall of glass and fins, or stone piers that step back as they rise."""

from typing import Literal

import numpy as np
from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Array, Mesh, merge, scaling, translation
from imperium.scene.scene import Finish
from imperium.scene.shapes import rounded_rectangle, tube
from imperium.scene.solids import block, copies, plate

FLOOR, BAY = 400.0, 300.0


def skyscraper(
    *,
    color: Hex = "#c9c4ba",
    accent: Hex = "#7f9cb0",
    style: Literal["glass", "stone"] = "glass",
    floors: int = Field(default=48, ge=4, le=160),
    width: float = Field(default=4200, ge=900, le=12000),
    lit: float = Field(default=0.0, ge=0, le=1, description="Share of windows with a light on; 0 by day."),
    seed: int = 0,
) -> tuple[Part, ...]:
    """`color` is that of piers, fins and floors, `accent` the glass's tint."""
    rng = np.random.default_rng(seed)
    tiers = _tiers(style, floors, width, rng)
    frame = (
        finish("metal", kind="aluminium", roughness=0.35, tint=color)
        if style == "glass"
        else finish("concrete", color=color, seed=seed)
    )
    parts = [
        Part("glass", merge(_core(*tier) for tier in tiers), _glass(accent, lit, seed), (16 * BAY / 2, 32 * FLOOR)),
        Part("frame", merge(m for tier in tiers for m in _bones(style, *tier)), frame, (800, 800)),
        Part("base", merge(_lobby(tiers[0])), finish("stone", kind="slate", color="#4d4b49", seed=seed), (600, 600)),
        Part("crown", merge(_crown(style, tiers[-1])), finish("metal", kind="steel", roughness=0.3)),
    ]
    return tuple(parts)


Tier = tuple[float, float, float, float]  # width, depth, low, high


def _tiers(style: str, floors: int, width: float, rng: np.random.Generator) -> list[Tier]:
    depth = width * float(rng.uniform(0.75, 1.0))
    shares = [(1.0, 1.0)] if style == "glass" else [(1.0, 0.34), (0.78, 0.62), (0.56, 0.86), (0.36, 1.0)]
    low, tiers = 2 * FLOOR, []
    for share, upto in shares:
        high = max(round(floors * upto), 3) * FLOOR
        tiers.append((_bays(width * share), _bays(depth * share), low, high))
        low = high
    return tiers


def _bays(length: float) -> float:
    return max(round(length / BAY), 2) * BAY


def _glass(accent: str, lit: float, seed: int) -> Finish:
    if lit:
        return finish("facade", look=seed % 5, lit=lit, futuristic=False, seed=seed)
    return finish("metal", kind="black", tint=accent, roughness=0.04)


def _core(width: float, depth: float, low: float, high: float) -> Mesh:
    return block(width, depth, high - low, 4, (16 * BAY / 2, 32 * FLOOR)).moved(z=low)


def _bones(style: str, width: float, depth: float, low: float, high: float) -> list[Mesh]:
    """Slabs at every floor and fins at every bay; piers are deeper than slabs in stone."""
    stone = style == "stone"
    fin, slab = (70.0, 55.0) if stone else (24.0, 5.0)
    wide = 95.0 if stone else 13.0
    every = BAY if stone else BAY / 2
    levels = np.arange(low, high + 1, FLOOR)
    tall = 120.0 if stone else 34.0
    plan = rounded_rectangle(width + slab * 2, depth + slab * 2, 8)
    slabs = copies(plate(plan, tall, 3), np.stack([translation(0, 0, z - tall / 2) for z in levels]))
    pier = block(1, 1, 1, 0.06)
    frames: list[Array] = []
    for x in np.arange(-width / 2, width / 2 + 1, every):
        frames += [translation(x, s * depth / 2, low) @ scaling(wide, 2 * fin, high - low) for s in (-1, 1)]
    for y in np.arange(-depth / 2 + every, depth / 2 - 1, every):
        frames += [translation(s * width / 2, y, low) @ scaling(2 * fin, wide, high - low) for s in (-1, 1)]
    parts = [slabs, copies(pier, np.stack(frames))]
    if stone:
        parts.append(block(width + 190, depth + 190, 260, 20).moved(z=high - 60))
    return parts


def _lobby(tier: Tier) -> list[Mesh]:
    width, depth, low, _ = tier
    columns = [
        block(120, 120, low, 6).moved(x, s * (depth / 2 - 80), 0)
        for x in np.arange(-width / 2 + 100, width / 2, 2 * BAY)
        for s in (-1, 1)
    ]
    columns += [
        block(120, 120, low, 6).moved(s * (width / 2 - 80), y, 0)
        for y in np.arange(-depth / 2 + 700, depth / 2 - 600, 2 * BAY)
        for s in (-1, 1)
    ]
    return [
        block(width + 700, depth + 700, 45, 6),
        block(width - 500, depth - 500, low, 6),
        *columns,
        block(width + 260, depth + 260, 60, 8).moved(z=low - 60),
    ]


def _crown(style: str, tier: Tier) -> list[Mesh]:
    width, depth, _, high = tier
    if style == "stone":
        steps = [
            block(width * s, depth * s, 420, 20).moved(z=high + 150 + 400 * k) for k, s in enumerate((0.72, 0.5, 0.3))
        ]
        mast = tube(
            np.array([[0, 0, high + 1300], [0, 0, high + 2400], [0, 0, high + 4200]]), np.array([110.0, 60, 8]), 16
        )
        return [*steps, mast]
    rim = plate(rounded_rectangle(width + 60, depth + 60, 8), 620, 5, [rounded_rectangle(width - 90, depth - 90, 8)])
    plant = [
        block(width * 0.4, depth * 0.4, 520, 8).moved(width * 0.12, 0, high + 20),
        block(width * 0.22, depth * 0.3, 380, 8).moved(-width * 0.25, depth * 0.1, high + 20),
    ]
    mast = tube(np.array([[0, 0, high], [0, 0, high + 1500], [0, 0, high + 3200]]), np.array([38.0, 22, 5]), 12)
    return [rim.moved(z=high - 20), *plant, mast]


MAKER = Maker(skyscraper)
