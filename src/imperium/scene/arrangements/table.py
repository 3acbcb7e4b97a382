"""A wooden table by a window: warm light through leaves, a plant behind, stones and a twig in front."""

import numpy as np

from imperium.scene.arrangement import Arrangement, Wish, bounds, middle, row
from imperium.scene.framing import framed
from imperium.scene.maker import finish
from imperium.scene.scene import Grade, Move, Rig, Scene, Thing

WOODS = ("#b3834f", "#a8703f", "#c79a66", "#7d5433")
WALLS = ("#d8cdbb", "#d9d3c6", "#c9c8b8", "#d6bfa6", "#b9c0ae")


def table(wish: Wish, rng: np.random.Generator) -> Scene:
    heroes = row(wish, 1.45)
    low, high = bounds(heroes)
    unit = float(max(high[2], (high[0] - low[0]) * 0.8)) / 26
    side = float(rng.choice([-1, 1]))
    natural = bool({"natural", "outdoor", "food", "beauty"} & wish.tags)
    top = finish("wood", planks=int(rng.integers(4, 7)), color=str(rng.choice(WOODS)), seed=int(rng.integers(1000)))
    things = [
        Thing(maker="slab", params={"width": 190 * unit, "depth": 150 * unit}, finishes={"top": top}),
        Thing(
            maker="wall",
            params={"width": 400 * unit, "height": 260 * unit},
            at=(0, 66 * unit, -60 * unit),
            finishes={"face": finish("plaster", color=str(rng.choice(WALLS)), seed=int(rng.integers(1000)))},
        ),
        *heroes,
        *_props(unit, side, natural, low, high, rng),
    ]
    camera = framed(
        low,
        high,
        wish.aspect,
        azimuth=float(rng.uniform(-7, 5)),
        elevation=float(rng.uniform(6, 10)),
        fill=0.76 if wish.aspect < 1.2 else 0.66,
        shift=(-0.05 * side, -0.03),
        aperture=1.1 if wish.style != "cinematic" else 1.7,
    )
    rig = Rig(
        kind="window",
        params={"side": -side, "seed": int(rng.integers(1000)), "warmth": float(rng.uniform(0.55, 1.0))},
        target=middle(low, high),
        reach=20 * unit,
    )
    return Scene(
        title=wish.title,
        things=tuple(things),
        rig=rig,
        camera=camera,
        grade=Grade(exposure=0.4, bloom=0.06),
        move=Move(kind="orbit", amount=side),
    )


def _props(
    unit: float, side: float, natural: bool, low: np.ndarray, high: np.ndarray, rng: np.random.Generator
) -> list[Thing]:
    """Things round the subject; `side` is where the plant stands."""
    seeds = rng.integers(10_000, size=4).tolist()
    left, right = float(low[0]) - 4.2 * unit, float(high[0]) + 4.2 * unit
    near, far = (left, right) if side > 0 else (right, left)
    props = [
        Thing(
            maker="plant",
            params={"height": 36 * unit, "seed": seeds[0]},
            at=(far + side * 11.5 * unit, 27 * unit, 0),
        )
    ]
    if natural:
        twig = (far + side * (9.0 if side > 0 else -0.5) * unit, -8.5 * unit, 0.0)
        props += [
            Thing(maker="stones", params={"size": 2.3 * unit, "seed": seeds[1]}, at=(near, -3 * unit, 0)),
            Thing(maker="sprig", params={"length": 12 * unit, "seed": seeds[2]}, at=twig, turn=-8 if side > 0 else 12),
        ]
    else:
        props.append(
            Thing(maker="book", params={"count": 2, "seed": seeds[3]}, at=(near - side * 9, 12 * unit, 0), turn=14)
        )
    return props


ARRANGEMENT = Arrangement(table)
