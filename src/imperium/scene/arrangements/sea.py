"""Open water under a low sun; what can't swim stands on an island."""

import numpy as np

from imperium.scene.arrangement import Arrangement, Wish, bounds, drawable, focus, middle, row
from imperium.scene.framing import framed
from imperium.scene.scene import Grade, Haze, Move, Rig, Scene, Thing

ASHORE = frozenset({"house", "castle", "temple", "palm", "tree", "tent", "windmill", "conifer"})
COASTAL = 10_000.0  # cm: what is larger makes the coast no farther than a scene may reach
WATERS = ("#0e3a44", "#123f55", "#0f4a50", "#1b4f5e")


def sea(wish: Wish, rng: np.random.Generator) -> Scene:
    side = float(rng.choice([-1, 1]))
    calm = "calm" in wish.tags
    heroes, shore = _placed(wish, rng)
    low, high = focus(heroes)
    reach = float(max(high[2], (high[0] - low[0]) * 0.6, 150.0))
    seed = int(rng.integers(1000))
    sea_of = {"color": str(rng.choice(WATERS)), "seed": seed, "wind": 20.0 * side}
    water = [
        Thing(
            maker="water",
            params={
                **sea_of,
                "width": 24 * reach,
                "depth": 24 * reach,
                "waves": min((0.012 if calm else 0.03) * reach, 45.0),
            },
        ),
        Thing(
            maker="water",
            params={**sea_of, "width": 400 * reach, "depth": 400 * reach, "waves": 0.0, "seed": seed + 1},
            at=(0, 0, -0.06 * reach),
        ),
    ]
    coastal = min(reach, COASTAL)
    coast = Thing(
        maker="hills",
        params={
            "width": 90 * coastal,
            "height": 5.0 * coastal,
            "near": 40 * coastal,
            "peaks": 0.5,
            "snow": 1.0,
            "seed": seed,
        },
        at=(0, 30 * coastal, -0.9 * coastal),
    )
    sun = {
        "azimuth": side * float(rng.uniform(50, 110)),
        "height": float(rng.uniform(12, 26)),
        "warmth": 0.7,
        "haze": 0.12,
    }
    return Scene(
        title=wish.title,
        things=(*drawable(*water), *([coast] if rng.random() < 0.5 else []), *shore, *heroes),
        rig=Rig(kind="sun", params=sun, target=middle(low, high), reach=reach),
        camera=framed(
            low,
            high,
            wish.aspect,
            azimuth=float(rng.uniform(-25, 25)),
            elevation=float(rng.uniform(1.5, 4)) + (9.0 if any(t.maker == "island" for t in heroes) else 0.0),
            fov=38,
            fill=0.56,
            shift=(0.07 * side, -0.04),
        ),
        grade=Grade(exposure=-0.45, bloom=0.06, contrast=1.08, haze=Haze(colour="#d8cfc6", distance=110 * reach)),
        move=Move(kind="dolly", amount=side),
    )


def _placed(wish: Wish, rng: np.random.Generator) -> tuple[list[Thing], list[Thing]]:
    """What is asked for, afloat and a little turned, or ashore on its island."""
    heroes = [_dry(thing) for thing in row(wish, 1.6)]
    if not any(thing.maker in ASHORE for thing in heroes):
        turned = [t.model_copy(update={"turn": t.turn + float(rng.uniform(-35, 35))}) for t in heroes]
        tall = float(bounds(turned)[1][2])
        return [
            t.model_copy(update={"at": (t.at[0], t.at[1], t.at[2] - SUNK.get(t.maker, 0.0) * tall)}) for t in turned
        ], []
    low, high = focus(heroes)
    wide = float(max(high[0] - low[0], high[1] - low[1]))
    island = Thing(maker="rock", params={"size": min(2.4 * wide + 300, 3000.0), "flat": 0.24, "rugged": 0.5, "seed": 3})
    stands = drawable(island)
    top = 0.62 * float(bounds(stands)[1][2]) if stands else 0.0
    return [t.model_copy(update={"at": (t.at[0], t.at[1], t.at[2] + top)}) for t in heroes], stands


def _dry(thing: Thing) -> Thing:
    """An island without the water that it brings along: here is a sea."""
    if thing.maker != "island":
        return thing
    return thing.model_copy(update={"params": {**thing.params, "sea": False}})


SUNK = {"ship": 0.12, "sailing_boat": 0.03, "bridge": 0.1}  # of the height, under water
ARRANGEMENT = Arrangement(sea)
