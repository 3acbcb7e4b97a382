"""A room with a window on its left: the subject at the back wall, what belongs to it round it."""

import numpy as np

from imperium.scene.arrangement import Arrangement, Wish, bounds, drawable, middle, row
from imperium.scene.framing import framed
from imperium.scene.scene import Grade, Move, Rig, Scene, Thing

WALLS = ("#d9d2c4", "#c4cbc2", "#b9c2c8", "#d6c3ae", "#a9b3a4", "#c9b5a9")
FLOORS = ("#a9814f", "#8a5f3a", "#b8925f", "#6f4d33")


def interior(wish: Wish, rng: np.random.Generator) -> Scene:
    heroes = row(wish, 1.25)
    low, high = bounds(heroes)
    wide, deep = float(high[0] - low[0]), float(high[1] - low[1])
    width, depth = max(2.1 * wide, 430.0), max(2.2 * deep, 380.0)
    height = max(310.0, float(high[2]) * 1.2)
    back = depth / 2 - float(high[1]) - (8 if wish.group or deep < 130 else 4)
    placed = [t.model_copy(update={"at": (t.at[0], t.at[1] + back, t.at[2])}) for t in heroes]
    room = {
        "color": str(rng.choice(WALLS)),
        "accent": str(rng.choice(FLOORS)),
        "width": width,
        "depth": depth,
        "height": height,
        "seed": int(rng.integers(1000)),
    }
    props = [] if wish.maker == "room" else _props(wish, wide, float(high[2]), width, depth, rng)
    taken = {t.maker for t in heroes}
    things = [*drawable(Thing(maker="room", params=room)), *(t for t in drawable(*props) if t.maker not in taken)]
    focus_low, focus_high = bounds(placed)
    focus_low, focus_high = np.minimum(focus_low, [-0.55 * wide - 60, 0, 0]), np.maximum(focus_high, [0, 0, 190])
    sun = {"azimuth": -74.0, "height": 30.0, "warmth": 0.6, "haze": 0.2, "clouds": 0.0}
    return Scene(
        title=wish.title,
        things=(*things, *placed) if wish.maker != "room" else tuple(things),
        rig=Rig(kind="sun", params=sun, target=middle(focus_low, focus_high), reach=150),
        camera=framed(
            focus_low,
            focus_high,
            wish.aspect,
            azimuth=float(rng.uniform(8, 20)),
            elevation=float(rng.uniform(6, 10)),
            fov=44,
            fill=0.74,
            aperture=0.05,
        ),
        grade=Grade(exposure=0.6, bloom=0.06, contrast=1.03),
        move=Move(kind="dolly", amount=0.7),
    )


def _props(wish: Wish, wide: float, tall: float, width: float, depth: float, rng: np.random.Generator) -> list[Thing]:
    """A rug, a lamp and a plant beside, a picture above what is low, curtains at the window."""
    seeds = [int(seed) for seed in rng.integers(1000, size=6)]
    wall = depth / 2
    right, left = wide / 2 + 45, -wide / 2 - 42
    things = [
        Thing(
            maker="rug",
            params={"width": max(wide * 0.95, 180.0), "depth": 150.0, "seed": seeds[0]},
            at=(0, wall - 190, 0),
        ),
        Thing(maker="floor_lamp", params={"seed": seeds[1]}, at=(right, wall - 45, 0)),
        Thing(maker="plant", params={"height": 105.0, "twigs": 26, "seed": seeds[2]}, at=(left, wall - 42, 0)),
        Thing(
            maker="curtain",
            params={"width": 200.0, "height": 225.0, "open": 0.7, "seed": seeds[3]},
            at=(-width / 2 + 8, 0, 0),
            turn=90,
        ),
    ]
    if tall < 130:
        frame = {
            "width": min(wide * 0.42, 110.0),
            "height": 78.0,
            "seed": seeds[4],
            "art": str(rng.choice(["land", "fields", "rings"])),
        }
        things.append(Thing(maker="picture_frame", params=frame, at=(-0.05 * wide, wall - 2.5, max(tall + 28, 118.0))))
    return things


ARRANGEMENT = Arrangement(interior)
