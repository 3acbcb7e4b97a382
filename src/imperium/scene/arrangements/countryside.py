"""Open land: grass, bushes and trees round the subject, hills behind; in winter snow, in autumn colour."""

import numpy as np

from imperium.scene.arrangement import Arrangement, Wish, bounds, drawable, middle, row
from imperium.scene.framing import framed
from imperium.scene.mesh import Array
from imperium.scene.scatter import scattered
from imperium.scene.scene import Grade, Haze, Move, Rig, Scene, Thing

TALL = 2500.0  # cm: from here on grass can't be seen
GREENS = ("#56653a", "#4f5f33", "#62683a")
DRY = "#77693c"


def countryside(wish: Wish, rng: np.random.Generator) -> Scene:
    heroes = row(wish, 1.5)
    low, high = bounds(heroes)
    reach = float(max(high[2], (high[0] - low[0]) * 0.7, 120.0))
    side = float(rng.choice([-1, 1]))
    cold, season = "cold" in wish.tags, "autumn" if "autumn" in wish.tags else "summer"
    camera = framed(
        low,
        high,
        wish.aspect,
        azimuth=float(rng.uniform(-16, 16)),
        elevation=float(rng.uniform(-5, -2) if reach > 400 else rng.uniform(3, 7)),
        fov=36,
        fill=0.64,
        shift=(0.06 * side, -0.05),
        aperture=0.06,
    )
    things = [
        *_land(reach, cold, season, rng),
        *heroes,
        *drawable(*_trees(low, high, reach, cold, season, rng)),
        *drawable(*_undergrowth(low, high, reach, cold, camera.origin, rng)),
    ]
    sun = {
        "azimuth": side * float(rng.uniform(95, 135)),
        "height": float(rng.uniform(18, 34)),
        "warmth": 0.55,
        "haze": 0.15,
    }
    return Scene(
        title=wish.title,
        things=tuple(things),
        rig=Rig(kind="sun", params=sun, target=middle(low, high), reach=reach),
        camera=camera,
        grade=Grade(
            exposure=-0.55, bloom=0.04, contrast=1.06, haze=Haze(colour="#cfd6dc", distance=110 * reach + 60000)
        ),
        move=Move(kind="dolly", amount=side),
    )


def _land(reach: float, cold: bool, season: str, rng: np.random.Generator) -> list[Thing]:
    seed, colour = int(rng.integers(1000)), str(rng.choice(GREENS)) if season == "summer" else DRY
    near = {"kind": "snow" if cold else "meadow", "size": 60 * reach, "relief": 0.12 * reach, "clear": 1.4 * reach}
    far = {
        "width": 90 * reach,
        "height": float(rng.uniform(7, 13)) * reach,
        "near": 12 * reach,
        "peaks": float(rng.uniform(0.1, 0.8)),
        "snow": 0.0 if cold else 0.9,
        "color": colour,
        "seed": seed,
    }
    return [
        Thing(maker="ground", params={**near, "seed": seed, **({} if cold else {"color": colour})}),
        Thing(maker="hills", params=far, at=(0, 0, -0.25 * reach)),
    ]


def _trees(low: Array, high: Array, reach: float, cold: bool, season: str, rng: np.random.Generator) -> list[Thing]:
    def tree(seed: int) -> Thing:
        if cold or seed % 3 == 0:
            return Thing(maker="conifer", params={"height": 600.0 + seed % 400, "snow": cold, "seed": 1})
        return Thing(
            maker="tree", params={"height": 550.0 + seed % 300, "season": season, "density": 0.15, "seed": seed % 2}
        )

    wide = max(3.2 * reach, 1500.0)
    behind = float(high[1]) + max(0.7 * reach, 500.0), float(high[1]) + max(5 * reach, 4500.0)
    return scattered(rng, 5, (-wide, wide), behind, tree, apart=max(420.0, 0.4 * reach), clear=(low * 1.3, high * 1.3))


def _undergrowth(
    low: Array, high: Array, reach: float, cold: bool, eye: tuple[float, float, float], rng: np.random.Generator
) -> list[Thing]:
    """Tufts, flowers and stones between the camera and the subject, a bush or two beside it."""
    clear = low - 0.04 * reach, high + 0.04 * reach
    wide, front = 1.3 * reach, max(0.75 * eye[1], -4 * reach)
    bushes = scattered(
        rng,
        2,
        (-1.6 * reach, 1.6 * reach),
        (float(high[1]), float(high[1]) + 1.2 * reach),
        lambda k: Thing(maker="shrub", params={"height": min(110.0, 0.5 * reach), "seed": 1, "flowers": 12}),
        clear=clear,
    )
    stones = scattered(
        rng,
        4,
        (-wide, wide),
        (front, float(high[1])),
        lambda k: Thing(maker="rock", params={"size": min(60.0, 0.12 * reach) + 5, "seed": k % 2}),
        clear=clear,
    )
    if cold or reach > TALL:
        return [*([] if cold else bushes), *stones]
    tall = min(max(0.07 * reach, 9.0), 34.0)
    tufts = scattered(
        rng,
        46,
        (-wide, wide),
        (front, float(high[1]) + 0.4 * reach),
        lambda k: Thing(maker="grass", params={"height": tall * (0.6 + k % 7 / 9), "seed": k % 2, "color": "#7c8a45"}),
        clear=clear,
    )
    return [*bushes, *stones, *tufts]


ARRANGEMENT = Arrangement(countryside)
