"""In the air: the subject high over hills that fade into the haze."""

import numpy as np

from imperium.scene.arrangement import Arrangement, Wish, bounds, middle, row
from imperium.scene.framing import framed
from imperium.scene.scene import Grade, Haze, Move, Rig, Scene, Thing


def aloft(wish: Wish, rng: np.random.Generator) -> Scene:
    heroes = row(wish, 1.7)
    low, high = bounds(heroes)
    reach = float(max(high[2], (high[0] - low[0]) * 0.8, 100.0))
    side = float(rng.choice([-1, 1]))
    height = 9 * reach
    turned = [
        t.model_copy(update={"turn": t.turn + side * 24, "at": (t.at[0], t.at[1], t.at[2] + height)}) for t in heroes
    ]
    low, high = bounds(turned)
    land = {
        "width": 160 * reach,
        "height": float(rng.uniform(12, 22)) * reach,
        "near": 30 * reach,
        "peaks": float(rng.uniform(0.3, 0.9)),
        "snow": 0.7,
        "seed": int(rng.integers(1000)),
    }
    sun = {
        "azimuth": side * float(rng.uniform(75, 125)),
        "height": float(rng.uniform(14, 30)),
        "warmth": float(rng.uniform(0.4, 0.9)),
        "haze": 0.12,
        "clouds": 0.55,
    }
    return Scene(
        title=wish.title,
        things=(Thing(maker="hills", params=land), *turned),
        rig=Rig(kind="sun", params=sun, target=middle(low, high), reach=reach),
        camera=framed(
            low,
            high,
            wish.aspect,
            azimuth=float(rng.uniform(-18, 18)),
            elevation=float(rng.uniform(-4, 7)),
            fov=40,
            fill=0.56,
            shift=(0.06 * side, 0.03),
            floor=0.0,
        ),
        grade=Grade(exposure=-0.5, contrast=1.05, haze=Haze(colour="#cdd8e4", distance=75 * reach)),
        move=Move(kind="orbit", amount=side),
    )


ARRANGEMENT = Arrangement(aloft)
