"""Mountains in low light."""

import numpy as np

from imperium.scene.arrangement import Arrangement, Wish
from imperium.scene.scene import Camera, Grade, Haze, Move, Rig, Scene, Thing


def landscape(wish: Wish, rng: np.random.Generator) -> Scene:
    side, warmth = float(rng.choice([-1, 1])), float(rng.uniform(0.35, 1.0))
    cold = "cold" in wish.tags
    land = {
        "width": 9000.0,
        "height": float(rng.uniform(2300, 3200)),
        "near": 300.0,
        "peaks": float(rng.uniform(0.8, 1)),
        "snow": 0.35 if cold else float(rng.uniform(0.45, 0.75)),
        "color": str(rng.choice(["#4a5638", "#5b5840", "#42523f"])),
        "seed": int(rng.integers(1000)),
    }
    light = {
        "azimuth": side * float(rng.uniform(38, 70)),
        "height": float(rng.uniform(17, 27)),
        "warmth": warmth,
        "haze": 0.1,
    }
    haze = Haze(colour="#d8b8a8" if warmth > 0.6 else "#b9c6d6", distance=7500, glow=0.85)
    return Scene(
        title=wish.title,
        things=(Thing(maker="hills", params=land),),
        rig=Rig(kind="sun", params=light, target=(0, 2000, 200), reach=500),
        camera=Camera(origin=(0, -200, 420), target=(-side * 400, 3000, 760), fov=52),
        grade=Grade(exposure=-0.45, contrast=1.12, saturation=1.0, haze=haze),
        move=Move(kind="fly", amount=1),
    )


ARRANGEMENT = Arrangement(landscape)
