"""Mountains in low light."""

import numpy as np

from imperium.scene.arrangement import Arrangement, Wish
from imperium.scene.scene import Camera, Grade, Haze, Move, Rig, Scene, Thing


def landscape(wish: Wish, rng: np.random.Generator) -> Scene:
    seed, side = int(rng.integers(1000)), float(rng.choice([-1, 1]))
    land = {
        "width": 9000,
        "height": float(rng.uniform(1500, 2400)),
        "near": 300,
        "peaks": float(rng.uniform(0.5, 1)),
        "seed": seed,
    }
    snowy = "cold" in wish.tags
    color = "#aab3ba" if snowy else str(rng.choice(["#5c6b45", "#6d6a4a", "#4f6650"]))
    evening = float(rng.uniform(0.4, 1.0))
    return Scene(
        title=wish.title,
        things=(Thing(maker="hills", params={**land, "color": color}),),
        rig=Rig(
            kind="sun",
            params={"azimuth": side * float(rng.uniform(40, 75)), "height": 9.0, "warmth": evening, "haze": 0.15},
            target=(0, 2000, 200),
            reach=500,
        ),
        camera=Camera(origin=(0, -200, 320), target=(-side * 500, 3000, 520), fov=48),
        grade=Grade(exposure=-0.3, contrast=1.1, haze=Haze(colour="#e3b894", distance=5200, glow=1.1)),
        move=Move(kind="fly", amount=1),
    )


ARRANGEMENT = Arrangement(landscape)
