"""Draws the gallery, and writes its page and the sheet of all pictures (docs/images/gallery.webp):

    python docs/gallery [NAME ...]

Without names it draws what isn't there yet.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps

from imperium.images.drawing import draw_picture
from imperium.scene.composition import Composition, derived_seed
from imperium.scene.grammar import compose
from imperium.scene.variant import working_variant

FOLDER = Path(__file__).parent
SIDE, SAMPLES = 640, 20
LARGEST = 120_000  # bytes
QUALITIES = range(88, 40, -6)
SHEET, COLUMNS, CELL = FOLDER.parent / "images" / "gallery.webp", 6, (200, 150)
HEAD = """# Gallery

Drawn by the embedded engine from a sentence and a seed each, on a processor, without weights, keys or network.
`python docs/gallery NAME` draws one anew; [`pictures.toml`](pictures.toml) lists them.
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A picture of the gallery: its file's name, the prompt, and what else the request says."""

    name: str
    prompt: str
    shape: str = "wide"
    seed: int | None = None
    variation: int = 0
    style: str | None = None
    brand: str = ""

    @property
    def file(self) -> Path:
        return FOLDER / f"{self.name}.webp"

    @property
    def size(self) -> tuple[int, int]:
        return {"wide": (SIDE, 440), "square": (SIDE, SIDE), "tall": (512, SIDE)}[self.shape]

    @property
    def used_seed(self) -> int:
        return derived_seed(self.prompt) if self.seed is None else self.seed

    def composed(self) -> Composition:
        width, height = self.size
        options: dict[str, Any] = {"brand": self.brand, "style": self.style, "aspect": width / height}
        return compose(self.prompt, self.used_seed, self.variation, **options)


def entries() -> list[Entry]:
    listed = tomllib.loads((FOLDER / "pictures.toml").read_text("utf-8"))
    return [Entry(name, **fields) for name, fields in listed.items()]


def draw(entry: Entry) -> None:
    """In this process, which ends afterwards and gives its memory back."""
    variant = working_variant()
    with tempfile.TemporaryDirectory() as folder:
        job = {
            "scene": entry.composed().scene.model_dump(mode="json"),
            "width": entry.size[0],
            "height": entry.size[1],
            "samples": SAMPLES,
            "seed": entry.used_seed,
            "variant": variant.name,
            "llvm": variant.llvm,
            "engine": variant.engine,
            "folder": folder,
            "formats": ("png",),
            "parameters": {"prompt": entry.prompt},
        }
        drawn = draw_picture(job, lambda *_: None)
        _save(Image.open(Path(folder, drawn["files"]["png"])).convert("RGB"), entry.file)


def _save(picture: Image.Image, target: Path) -> None:
    """The best quality that keeps the file small."""
    for quality in QUALITIES:
        picture.save(target, quality=quality, method=6)
        if target.stat().st_size <= LARGEST:
            break


def page(listed: list[Entry]) -> str:
    parts = [HEAD]
    for entry in listed:
        scene = entry.composed().scene
        request = [f"seed {entry.used_seed}", f"{scene.style} style"]
        request += [f"{scene.rig.kind.replace('_', ' ')} light"] if scene.clouds is None else []
        request += [f"variation {entry.variation}"] if entry.variation else []
        request += [f"brand “{entry.brand}”"] if entry.brand else []
        parts.append(f"## {entry.prompt}\n\n![{entry.prompt}]({entry.file.name})\n\n{', '.join(request)}\n")
    return "\n".join(parts)


def sheet(listed: list[Entry]) -> Image.Image:
    """Every picture small, cut to its middle, a pixel of white round it."""
    wide, high = CELL
    page = Image.new("RGB", (COLUMNS * wide, -(-len(listed) // COLUMNS) * high), "white")
    for number, entry in enumerate(listed):
        small = ImageOps.fit(Image.open(entry.file).convert("RGB"), (wide - 2, high - 2))
        page.paste(small, (number % COLUMNS * wide + 1, number // COLUMNS * high + 1))
    return page


def main(names: list[str]) -> None:
    listed = entries()
    wanted = [entry for entry in listed if entry.name in names or (not names and not entry.file.exists())]
    for entry in wanted:
        subprocess.run([sys.executable, __file__, "--draw", entry.name], check=True)  # noqa: S603
    there = [entry for entry in listed if entry.file.exists()]
    (FOLDER / "README.md").write_text(page(there), "utf-8")
    sheet(there).save(SHEET, quality=80, method=6)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--draw"]:
        draw(next(entry for entry in entries() if entry.name == sys.argv[2]))
    else:
        main(sys.argv[1:])
