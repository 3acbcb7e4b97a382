"""A desk: the subject in front, a laptop, books and a lamp out of focus behind it."""

import numpy as np

from imperium.scene.arrangement import Arrangement, Wish, bounds, middle, row
from imperium.scene.framing import framed
from imperium.scene.maker import finish
from imperium.scene.scene import Grade, Move, Rig, Scene, Thing

DESKS = ("#8a5a35", "#6e4a2f", "#b3834f", "#5a4030")
WALLS = ("#7c8a86", "#c9c0b2", "#5d6b70", "#a89c8c", "#8b9a8a")


def desk(wish: Wish, rng: np.random.Generator) -> Scene:
    heroes = row(wish, 1.5)
    low, high = bounds(heroes)
    unit = float(max(high[2], (high[0] - low[0]) * 0.85)) / 12
    spread = min(max(unit, 0.8), 1.6)
    side = float(rng.choice([-1, 1]))
    top = finish("wood", color=str(rng.choice(DESKS)), planks=6, gloss=0.6, seed=int(rng.integers(1000)))
    things = [
        Thing(maker="slab", params={"width": 260, "depth": 150}, at=(0, 25, 0), finishes={"top": top}),
        Thing(
            maker="wall",
            params={"width": 500, "height": 300},
            at=(0, 78, -60),
            finishes={"face": finish("plaster", color=str(rng.choice(WALLS)), depth=0.5, seed=int(rng.integers(1000)))},
        ),
        *heroes,
        *_company(wish, side, spread, rng),
    ]
    camera = framed(
        low,
        high,
        wish.aspect,
        azimuth=side * float(rng.uniform(4, 16)),
        elevation=float(rng.uniform(11, 17)),
        fill=0.50,
        shift=(-0.10 * side, -0.09),
        aperture=1.0,
    )
    rig = Rig(
        kind="window",
        params={"side": -side, "warmth": 0.45, "leaves": 30, "seed": int(rng.integers(1000))},
        target=middle(low, high),
        reach=22 * spread,
    )
    return Scene(
        title=wish.title,
        things=tuple(things),
        rig=rig,
        camera=camera,
        grade=Grade(exposure=0.6, bloom=0.06),
        move=Move(kind="push", amount=1.0),
    )


def _company(wish: Wish, side: float, s: float, rng: np.random.Generator) -> list[Thing]:
    things = [
        Thing(maker="lamp", at=(side * 34 * s, 44 * s, 0), turn=0 if side > 0 else 180),
        Thing(maker="book", params={"seed": int(rng.integers(1000))}, at=(-side * 27 * s, 34 * s, 0), turn=-side * 12),
        Thing(maker="plant", params={"height": 24, "seed": int(rng.integers(1000))}, at=(-side * 52 * s, 46 * s, 0)),
    ]
    if wish.maker != "laptop":
        screen = {"accent": str(rng.choice(["#6fa8ff", "#ffb46f", "#8fd6b0"]))}
        things.append(Thing(maker="laptop", params=screen, at=(side * 15 * s, 30 * s, 0), turn=-side * 14))
    return things


ARRANGEMENT = Arrangement(desk)
