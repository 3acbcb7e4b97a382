"""A street: houses or towers on both sides, lamps and trees along it, the subject on the road."""

import numpy as np

from imperium.scene.arrangement import Arrangement, Wish, bounds, drawable, middle, row
from imperium.scene.framing import framed
from imperium.scene.maker import extent
from imperium.scene.scene import Grade, Haze, Move, Rig, Scene, Thing

KERB = 470.0  # cm from the middle of the road to the line of lamps
PLOT = 300.0  # between neighbours


def street(wish: Wish, rng: np.random.Generator) -> Scene:
    heroes = _on_the_road(row(wish, 1.5))
    low, high = bounds(heroes)
    side = float(rng.choice([-1, 1]))
    turned = [t.model_copy(update={"turn": t.turn + side * float(rng.uniform(-38, -22))}) for t in heroes]
    kerb = max(KERB, *(abs(float(corner[0])) + 120 for corner in bounds(turned)))
    reach = float(max(high[2], (high[0] - low[0]) * 0.7, 170.0))
    urban = "futuristic" in wish.tags or wish.maker in ("bus", "skyscraper", "train") or rng.random() < 0.4
    camera = framed(
        low,
        high,
        wish.aspect,
        azimuth=-side * float(rng.uniform(4, 12)),
        elevation=3.2,
        fov=42,
        fill=0.62,
        shift=(0.0, -0.07),
    )
    night = "dark" in wish.tags
    things = [
        Thing(
            maker="ground",
            params={"kind": "concrete", "color": "#8d8a84", "size": 60_000.0, "relief": 0.0},
            at=(0, 0, -6),
        ),
        *drawable(Thing(maker="road", params={"length": 16_000.0}, at=(0, 3000, -6))),
        *turned,
        *_rows(urban, kerb, rng),
    ]
    sun = {"azimuth": side * 118, "height": float(rng.uniform(24, 38)), "warmth": 0.5, "haze": 0.2}
    rig = Rig(kind="night_city" if night else "sun", params={} if night else sun, target=middle(low, high), reach=reach)
    return Scene(
        title=wish.title,
        things=tuple(things),
        rig=rig,
        camera=camera,
        grade=Grade(
            exposure=1.2 if night else -0.45,
            bloom=0.08,
            contrast=1.05,
            haze=Haze(colour="#5a5f8c" if night else "#cfd4da", distance=24_000, glow=0.25 if night else 0.9),
        ),
        move=Move(kind="dolly", amount=side),
    )


def _on_the_road(heroes: list[Thing]) -> list[Thing]:
    """What stands on a road of its own stands on the street's; the lowest of it touches that."""
    others = [thing for thing in heroes if thing.maker != "road"]
    if not others or len(others) == len(heroes):
        return heroes
    foot = float(bounds(others)[0][2])
    return [t.model_copy(update={"at": (t.at[0], t.at[1], t.at[2] - foot)}) for t in others]


def _rows(urban: bool, kerb: float, rng: np.random.Generator) -> list[Thing]:
    """Both sides of the street, from before the camera into the depth."""
    things = []
    for side in (-1, 1):
        y = -900.0
        for number in range(5):
            building = _building(urban, side, int(rng.integers(3)))
            if building:
                low, high = extent(building)
                y += float(high[1] - low[1]) / 2
                x = side * (kerb + 420 + float(high[0] - low[0]) / 2)
                things.append(building.model_copy(update={"at": (x, y, 0.0)}))
                y += float(high[1] - low[1]) / 2 + PLOT
            along = (side * kerb, -200.0 + 1500.0 * number, 0.0)
            things += drawable(Thing(maker="street_lamp", at=along, turn=90.0 + 90.0 * side))
            if number % 2:
                tree = Thing(
                    maker="tree",
                    params={"height": 620.0, "seed": 1, "density": 0.15},
                    at=(along[0] * 1.12, along[1] + 700, 0),
                )
                things += drawable(tree)
    return things


def _building(urban: bool, side: int, seed: int) -> Thing | None:
    """A house or tower that looks at the street."""
    kind = "skyscraper" if urban else "house"
    params = (
        {"seed": seed}
        if urban
        else {"seed": seed, "storeys": 2 + seed % 2, "walls": ("plaster", "brick", "timber")[seed % 3]}
    )
    return next(iter(drawable(Thing(maker=kind, params=params, turn=-90.0 * side))), None)


ARRANGEMENT = Arrangement(street)
