"""A compact mechanical keyboard with sculpted keys and printed legends."""

from collections.abc import Iterator

from pydantic import Field

from imperium.scene.colour import Hex
from imperium.scene.forms import cushion, loft
from imperium.scene.maker import Maker, Part, Seed, finish
from imperium.scene.mesh import Mesh, merge
from imperium.scene.scene import Finish
from imperium.scene.shapes import rounded_rectangle

PITCH, TILT = 1.905, 6.0
# Legend and, where it isn't one, width in key units; `_` is the space bar.
ROWS = (
    "Esc 1 2 3 4 5 6 7 8 9 0 - = Back:2 Home",
    "Tab:1.5 Q W E R T Y U I O P [ ] \\:1.5 PgUp",
    "Caps:1.75 A S D F G H J K L ; ' Enter:2.25 PgDn",
    "Shift:2.25 Z X C V B N M , . / Shift:1.75 ^ End",
    "Ctrl:1.25 Win:1.25 Alt:1.25 _:6.25 Alt Fn Ctrl < v >",
)
WIDE, DEEP = 16 * PITCH, 5 * PITCH
BOLD = {"Esc", "Enter", "^", "<", "v", ">"}


def keyboard(
    *,
    color: Hex = "#e4dfd3",
    accent: Hex = "#d9743f",
    case: Hex = "#4a5058",
    label: str = Field(default="", max_length=12),
    seed: Seed = 0,
) -> tuple[Part, ...]:
    """`color` is the keys', `accent` that of Esc, Enter and the arrows; the label stands on the space bar."""
    keys = list(_keys())
    plain = [key for key in keys if key[0] not in BOLD]
    bold = [key for key in keys if key[0] in BOLD]
    body = cushion(rounded_rectangle(WIDE + 1.6, DEEP + 1.6, 0.8), 1.7, 0.35)
    well = cushion(rounded_rectangle(WIDE + 0.3, DEEP + 0.3, 0.3), 0.05, 0.02).moved(z=1.68)
    size = (WIDE, DEEP)
    parts = [
        Part("case", body, finish("metal", kind="aluminium", roughness=0.32, tint=case)),
        Part("plate", well, finish("plastic", color="#15171a", roughness=0.5)),
        Part("keys", _caps(plain), _print(plain, color, label), size),
        Part("accents", _caps(bold), _print(bold, accent, ""), size),
    ]
    return tuple(Part(p.slot, _tilted(p.mesh), p.finish, p.size) for p in parts)


def _tilted(mesh: Mesh) -> Mesh:
    lift = (DEEP + 1.6) / 2
    return mesh.moved(y=lift).turned((1, 0, 0), TILT).moved(y=-lift)


def _keys() -> Iterator[tuple[str, float, float, float]]:
    """Legend, middle x and y in cm, width in units."""
    for number, row in enumerate(ROWS):
        left = 0.0
        for entry in row.split():
            legend, _, units = entry.partition(":")
            width = float(units or 1)
            yield legend, (left + width / 2) * PITCH - WIDE / 2, DEEP / 2 - (number + 0.5) * PITCH, width
            left += width


def _caps(keys: list[tuple[str, float, float, float]]) -> Mesh:
    caps = merge(_cap(width, round((DEEP / 2 - y) / PITCH - 0.5)).moved(x, y, 1.85) for _, x, y, width in keys)
    uvs = caps.vertices[:, :2] / [WIDE, DEEP] + 0.5
    return Mesh(caps.vertices, caps.normals, uvs, caps.faces)


def _cap(units: float, row: int) -> Mesh:
    """A key cap: wide below, narrow above, its top dished; far rows stand higher."""
    wide, tall = units * PITCH - 0.1, 0.92 - 0.05 * min(row, 3)
    sections = [(1.0, 0.0), (1.0, 0.08), (0.92, 0.3), (0.86, 0.6), (0.83, 0.86), (0.80, 0.96), (0.76, 1.0)]
    sections += [(0.62, 0.985), (0.35, 0.96), (0.12, 0.95)]
    levels = []
    for part, rise in sections:
        inset = (1 - part) * 1.8
        outline = rounded_rectangle(max(wide - inset, 0.2 * wide), max(1.8 - inset, 0.12), 0.22 * part, 4)
        levels.append((outline, rise * tall))
    return loft(levels)


def _print(keys: list[tuple[str, float, float, float]], color: str, label: str) -> Finish:
    """Letters large, words small, both a little above the middle of their keys."""
    words = []
    for legend, x, y, width in keys:
        text = label if legend == "_" else legend
        high = 0.62 if len(text) == 1 else 0.36 if width < 6 else 0.55
        if text:
            words.append({"text": text, "at": (x / WIDE + 0.5, (y + 0.08) / DEEP + 0.5), "height": high})
    return finish("lettering", color=color, words=words, roughness=0.42)


MAKER = Maker(keyboard)
