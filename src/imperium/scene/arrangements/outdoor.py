"""Outdoors in low sun: a slate ledge with stones and grass, hills fading into the distance."""

from dataclasses import replace

import numpy as np

from imperium.scene.arrangement import Arrangement, Wish, bounds, middle, row
from imperium.scene.framing import framed
from imperium.scene.maker import finish
from imperium.scene.scene import Grade, Haze, Move, Rig, Scene, Thing


def outdoor(wish: Wish, rng: np.random.Generator) -> Scene:
    heroes = row(replace(wish, count=max(wish.count, min(3, len(wish.colours), 3))), 1.35)
    low, high = bounds(heroes)
    unit = float(max(high[2], (high[0] - low[0]) * 0.7)) / 26
    side = float(rng.choice([-1, 1]))
    ledge = finish("stone", kind="slate", color=str(rng.choice(["#8f887c", "#7b7a78", "#a0917c"])), roughness=0.6)
    things = [
        Thing(maker="ledge", params={"radius": 46 * unit, "seed": int(rng.integers(1000))}, finishes={"rock": ledge}),
        Thing(
            maker="hills",
            params={
                "width": 9000 * unit,
                "height": float(rng.uniform(1500, 2600)) * unit,
                "near": 420 * unit,
                "peaks": float(rng.uniform(0.25, 0.9)),
                "seed": int(rng.integers(1000)),
            },
            at=(0, 0, -260 * unit),
        ),
        *heroes,
        *_props(unit, side, low, high, rng),
    ]
    camera = framed(
        low,
        high,
        wish.aspect,
        azimuth=float(rng.uniform(-12, 12)),
        elevation=float(rng.uniform(3, 6)),
        fov=34,
        fill=0.64,
        shift=(0.0, -0.05),
        aperture=0.9,
    )
    sun = {
        "azimuth": side * float(rng.uniform(100, 135)),
        "height": float(rng.uniform(14, 26)),
        "warmth": 0.75,
        "haze": 0.25,
    }
    return Scene(
        title=wish.title,
        things=tuple(things),
        rig=Rig(kind="sun", params=sun, target=middle(low, high), reach=20 * unit),
        camera=camera,
        grade=Grade(
            exposure=-0.5, bloom=0.05, haze=Haze(colour="#d9c3ad", distance=6500 * unit, glow=1.0), contrast=1.05
        ),
        move=Move(kind="dolly", amount=side),
    )


def _props(unit: float, side: float, low: np.ndarray, high: np.ndarray, rng: np.random.Generator) -> list[Thing]:
    left, right = float(low[0]), float(high[0])
    edge = right if side > 0 else left
    tufts = [
        Thing(
            maker="grass",
            params={"height": float(rng.uniform(7, 13)) * unit, "seed": int(rng.integers(10_000))},
            at=(float(x), float(y), -0.4 * unit),
        )
        for x, y in [
            (left - 8 * unit, 9 * unit),
            (right + 7 * unit, 12 * unit),
            (left - 15 * unit, 2 * unit),
            (right + 16 * unit, 5 * unit),
            (right + 4 * unit, -8 * unit),
        ]
    ]
    return [
        *tufts,
        Thing(
            maker="stones",
            params={"size": 3.4 * unit, "count": 4, "seed": int(rng.integers(10_000))},
            at=(edge + side * 5 * unit, -2 * unit, 0),
        ),
    ]


ARRANGEMENT = Arrangement(outdoor)
