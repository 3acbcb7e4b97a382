"""A studio: coloured paper sweep, round plinths, softboxes; the other colourways stand a step back."""

import numpy as np

from imperium.scene.arrangement import Arrangement, Wish, bounds, middle
from imperium.scene.colour import lightness, shifted
from imperium.scene.framing import framed
from imperium.scene.scene import Grade, Move, Rig, Scene, Thing

PAPERS = ("#c98f6b", "#6b8fa8", "#8fa07a", "#b58a9a", "#c2a24f", "#7f86b0")  # behind what keeps its own colours


def podium(wish: Wish, rng: np.random.Generator) -> Scene:
    low, high = wish.size()
    wide, deep, tall = (float(side) for side in (high - low))
    unit = max(tall, wide * 0.8) / 26
    main = wish.colours[0] if wish.colours else str(rng.choice(PAPERS))
    paper = _paper(main, rng)
    side = float(rng.choice([-1, 1]))
    radius, step = max(wide * 0.64, deep * 0.60, 5.4 * unit), 4.5 * unit
    gap = max(1.12 * wide + 2 * unit, 1.42 * radius)
    plain = wish.style == "minimalist"
    things = [
        Thing(maker="backdrop", params={"color": paper, "width": 80 * gap, "depth": 7 * gap, "bend": 4.5 * gap}),
        _plinth(0, 0, radius, step, shifted(paper, lightness=0.05)),
        *wish.stand((0, 0, step), float(rng.uniform(-8, 8))),
    ]
    if not plain and not wish.group:
        things += _company(
            wish, unit, radius, step, gap, paper, side, rng, pair=wide > 0.75 * tall and wish.aspect < 1.1
        )
    heroes = wish.stand((0, 0, step)) if wish.group else [thing for thing in things if thing.maker == wish.maker]
    bottom, top = bounds(heroes)
    bottom = bottom - [0, 0, step * 0.7]
    camera = framed(
        bottom,
        top,
        wish.aspect,
        azimuth=float(rng.uniform(-10, 10)),
        elevation=float(rng.uniform(7, 13)),
        fill=0.50 if plain else 0.80 if wish.aspect < 1.2 else 0.76,
        aperture=0.3,
    )
    rig = Rig(
        kind="studio",
        params={"side": -side, "power": 1.25, "fill": 1.3},
        target=middle(bottom, top),
        reach=max(30 * unit, 3.2 * gap),
    )
    return Scene(
        title=wish.title,
        things=tuple(things),
        rig=rig,
        camera=camera,
        grade=Grade(exposure=0.35, bloom=0.03, vignette=0.08, saturation=1.02),
        move=Move(kind="orbit", amount=side * 1.4),
    )


def _paper(main: str, rng: np.random.Generator) -> str:
    """A soft tint of the subject's hue, of its neighbour, or of its complement."""
    turned = shifted(main, hue=float(rng.choice([0.0, 0.06, -0.08, 0.5])), saturation=0.55)
    return shifted(turned, lightness=0.70 - lightness(turned) + float(rng.uniform(-0.06, 0.06)))


def _plinth(x: float, y: float, radius: float, height: float, color: str) -> Thing:
    return Thing(maker="podium", params={"radius": radius, "height": height, "color": color}, at=(x, y, 0))


def _company(
    wish: Wish,
    unit: float,
    radius: float,
    step: float,
    gap: float,
    paper: str,
    side: float,
    rng: np.random.Generator,
    pair: bool,
) -> list[Thing]:
    """More colourways on their plinths, one where only a `pair` fits; then a ball and a twig."""
    things = []
    for k, (x, y, height) in enumerate([(-side, 0.65, step * 2.1), (side * 0.96, 0.85, step * 0.45)], 1):
        if k < min(2 if pair else 3, len(wish.colours)):
            spot = (x * gap, y * gap)
            things.append(_plinth(*spot, radius * 0.85, height, shifted(paper, lightness=-0.05 * k)))
            things.append(wish.hero(k, at=(*spot, height), turn=float(rng.uniform(-12, 12))))
    ball = {"color": shifted(paper, hue=0.03, lightness=-0.16, saturation=1.3), "radius": 2.4 * unit}
    things.append(Thing(maker="orb", params=ball, at=(side * radius * 1.25, -radius * 0.75, 0)))
    if {"natural", "beauty"} & wish.tags:
        twig = {"length": 13 * unit, "seed": int(rng.integers(1000))}
        things.append(Thing(maker="sprig", params=twig, at=(-side * radius * 0.9 + 6 * unit, -radius * 1.3, 0)))
    return things


ARRANGEMENT = Arrangement(podium)
