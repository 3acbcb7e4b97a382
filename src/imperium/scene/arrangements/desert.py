"""Sand to the horizon, a few rocks and cacti, a high warm sun."""

from dataclasses import replace

import numpy as np

from imperium.scene.arrangement import Arrangement, Wish, drawable, focus, middle, row
from imperium.scene.framing import framed
from imperium.scene.maker import finish
from imperium.scene.scatter import scattered
from imperium.scene.scene import Grade, Haze, Move, Rig, Scene, Thing

SANDS = ("#d2b483", "#c99c66", "#dcc49a")

WILD = {"potted": False, "height": 170.0}


def desert(wish: Wish, rng: np.random.Generator) -> Scene:
    heroes = row(_rooted(wish), 1.5)
    low, high = focus(heroes)
    reach = float(max(high[2], (high[0] - low[0]) * 0.7, 60.0))
    side, sand = float(rng.choice([-1, 1])), str(rng.choice(SANDS))
    seed = int(rng.integers(1000))
    dunes = {"width": 80 * reach, "height": 6.0 * reach, "near": 5 * reach, "peaks": 0.12, "snow": 1.0, "seed": seed}
    slopes = {slot: finish("sand", color=sand, ripples=0.3, seed=seed) for slot in ("meadow", "rock", "snow")}

    def stone(number: int) -> Thing:
        return Thing(
            maker="rock", params={"size": (0.1 + number % 5 / 12) * reach + 5, "color": "#a5775a", "seed": number % 2}
        )

    def spike(number: int) -> Thing:
        return Thing(maker="cactus", params={**WILD, "seed": number % 2})

    rocks = scattered(rng, 6, (-3 * reach, 3 * reach), (-1.2 * reach, 7 * reach), stone, clear=(low * 1.4, high * 1.4))
    cacti = scattered(rng, 3, (-9 * reach, 9 * reach), (2.5 * reach, 14 * reach), spike, apart=reach)
    things = [
        Thing(
            maker="ground",
            params={
                "kind": "sand",
                "color": sand,
                "size": 60 * reach,
                "relief": 0.16 * reach,
                "clear": reach,
                "seed": seed,
            },
        ),
        Thing(maker="hills", params=dunes, at=(0, 0, -0.2 * reach), finishes=slopes),
        *heroes,
        *drawable(*rocks, *(cacti if reach > 80 else [])),
    ]
    sun = {
        "azimuth": side * float(rng.uniform(70, 120)),
        "height": float(rng.uniform(16, 34)),
        "warmth": 0.75,
        "haze": 0.1,
    }
    return Scene(
        title=wish.title,
        things=tuple(things),
        rig=Rig(kind="sun", params=sun, target=middle(low, high), reach=reach),
        camera=framed(
            low, high, wish.aspect, azimuth=8 * side, elevation=2.5, fov=36, fill=0.52, shift=(0.08 * side, -0.06)
        ),
        grade=Grade(exposure=-0.6, contrast=1.06, haze=Haze(colour="#e6cfae", distance=70 * reach + 9000)),
        move=Move(kind="dolly", amount=side),
    )


def _rooted(wish: Wish) -> Wish:
    """A cactus that grows here stands in no pot."""
    return replace(wish, params={**wish.params, **WILD}) if wish.maker == "cactus" else wish


ARRANGEMENT = Arrangement(desert)
