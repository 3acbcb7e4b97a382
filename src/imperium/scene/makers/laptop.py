"""An open laptop, screen to -y."""

from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.maker import Maker, Part, finish
from imperium.scene.mesh import Mesh, merge
from imperium.scene.shapes import plane, prism, rounded_box, rounded_rectangle

OPEN = 70.0  # degrees that the lid leans from lying flat on its hinge towards upright


def laptop(
    *, color: Hex = "#c9ccd1", accent: Hex = "#6fa8ff", label: str = Field(default="", max_length=40), seed: int = 0
) -> tuple[Part, ...]:
    base = prism(rounded_rectangle(31, 21.5, 1.2), 1.1, 0.2)
    lid = _opened(prism(rounded_rectangle(31, 20.8, 1.2), 0.55, 0.15))
    shell = finish("metal", kind="aluminium", roughness=0.3, tint=color)
    return (
        Part("base", base, shell),
        Part("lid", lid, shell),
        Part("bezel", _opened(plane(29.6, 19.4).moved(z=0.56)), finish("plastic", color="#060708", roughness=0.05)),
        Part(
            "screen",
            _opened(plane(28.8, 18.2).moved(z=0.575)),
            finish("screen", kind="desktop", accent=accent, text=label, seed=seed),
            (28.8, 18.2),
        ),
        Part("keys", _keys(), finish("rubber", color="#2a2c30", roughness=0.5)),
        Part("pad", prism(rounded_rectangle(11, 6.4, 0.4), 0.03, 0.01).moved(0, -6.6, 1.1), shell),
    )


def _opened(mesh: Mesh) -> Mesh:
    return mesh.moved(y=10.4).turned((1, 0, 0), OPEN).moved(y=10.6, z=0.9)


def _keys() -> Mesh:
    key = rounded_box(1.55, 1.45, 0.16, 0.06, 2)
    rows = [key.moved((c - 6.5) * 1.95 + 0.3 * (r % 2), 6.9 - r * 1.85, 1.08) for r in range(5) for c in range(14)]
    return merge(rows)


MAKER = Maker(laptop)
