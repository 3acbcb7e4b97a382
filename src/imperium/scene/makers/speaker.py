"""A round fabric-covered speaker."""

from imperium.scene.colour import Hex
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.shapes import lathe, lathe_size, profile


def speaker(*, color: Hex = "#8d9aa3", accent: Hex = "#57c7ff", seed: int = 0) -> tuple[Part, ...]:
    """`accent` is the light ring's."""
    body = profile([(3.6, 0.4), (4.7, 0.5), (4.9, 14.2), (4.4, 14.6)], [0, 0.5, 0.5, 0])
    top = profile([(4.42, 14.58), (4.2, 14.75), (0.01, 14.6)], [0, 0.15, 0])
    ring = profile([(4.5, 14.56), (4.56, 14.68), (4.42, 14.7)], [0, 0.03, 0])
    foot = profile([(0.01, 0), (3.9, 0), (3.9, 0.45), (3.5, 0.5)], [0, 0.15, 0.1, 0])
    return (
        Part("cloth", lathe(body), finish("fabric", color=color, threads=6, seed=seed), lathe_size(body)),
        Part("top", lathe(top), finish("plastic", color="#1d1f22", roughness=0.15)),
        Part("ring", lathe(ring), finish("glow", color=accent, power=7)),
        Part("foot", lathe(foot), finish("rubber", color="#1d1f22")),
    )


MAKER = Maker(speaker)
