"""The folder of weights: what lies in it, and whether it may be opened.

Only safetensors are loaded, which hold numbers and nothing else. Files that can run code are refused by name, before
any library sees them: pickles (`.bin`, `.ckpt`, `.pt`), Python files, and classes that the folder's index doesn't need.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from math import prod
from pathlib import Path
from typing import Any, Final, Literal

from imperium.kit.suggest import did_you_mean
from imperium.platform.errors import InvalidInput, NotBuilt, NotFound

Kind = Literal["sdxl", "controlnet", "stylegan3", "stylegan3 pickle"]
INDEX, CONFIG, GENERATOR = "model_index.json", "config.json", "generator.json"
PACKAGES: Final = ("torch", "diffusers", "transformers", "peft", "accelerate", "safetensors")
PICKLED: Final = frozenset({".bin", ".ckpt", ".pt", ".pth", ".pkl", ".pickle"})
MOST_HEADER = 100 * 2**20
PARTS: Final[dict[str, set[str]]] = {
    "vae": {"AutoencoderKL"},
    "unet": {"UNet2DConditionModel"},
    "text_encoder": {"CLIPTextModel"},
    "text_encoder_2": {"CLIPTextModelWithProjection"},
    "tokenizer": {"CLIPTokenizer", "CLIPTokenizerFast"},
    "tokenizer_2": {"CLIPTokenizer", "CLIPTokenizerFast"},
    "image_encoder": {"None"},
    "feature_extractor": {"None"},
}
"""Of an SDXL folder; its scheduler is one of diffusers' own."""


@dataclass(frozen=True, slots=True)
class Weights:
    """One set of weights: a folder, or for a pickle that wasn't converted yet, the file."""

    name: str
    kind: Kind
    path: Path

    def as_dict(self) -> dict[str, str]:
        """Plain, for a job."""
        return {"name": self.name, "kind": self.kind, "path": str(self.path)}

    def parameters(self) -> int:
        """How many numbers it has, from the heads of its files."""
        return sum(_count(file) for file in self._files())

    def painter_parameters(self) -> int:
        """Those that every step of drawing goes through."""
        return sum(_count(file) for file in self._files() if file.parent.name == "unet" or self.kind == "stylegan3")

    def _files(self) -> Iterator[Path]:
        """Each part once, though it may lie there in half precision besides."""
        for folder in {file.parent for file in self.path.rglob("*.safetensors")}:
            yield from sorted(file for file in folder.glob("*.safetensors") if variant_of(folder) in file.name)


def variant_of(folder: Path) -> str:
    """`.fp16` where weights lie there in half precision only or besides; else nothing."""
    return ".fp16" if next(folder.rglob("*.fp16*.safetensors"), None) else ""


def missing_packages() -> list[str]:
    """What weights are run with and isn't installed."""
    return [name for name in PACKAGES if find_spec(name) is None]


def require_packages() -> None:
    """Raises NotBuilt where something is missing."""
    if missing := missing_packages():
        raise NotBuilt(
            f"Weights are run with {', '.join(missing)}, not installed here.",
            remedy="Install it beside Imperium (pip install 'imperium[weights]'), then start the server again.",
        )


def shelved(folder: Path) -> dict[str, Weights]:
    """All weights in the folder by name; a folder that isn't there holds none. What a pickle was converted to comes
    in its place."""
    if not folder.is_dir():
        return {}
    there = sorted(folder.iterdir(), key=lambda path: (path.is_dir(), path.name))
    found = ((path, _kind(path)) for path in there if not path.name.startswith("."))
    return {_name(path): Weights(_name(path), kind, path) for path, kind in found if kind}


def chosen(folder: Path, name: str | None, *kinds: Kind) -> Weights:
    """The weights of that name, or the first of those kinds.

    Raises NotFound where there are none, with what to do; InvalidInput for weights that may not be opened.
    """
    fitting = {weights.name: weights for weights in shelved(folder).values() if weights.kind in kinds}
    if not fitting:
        raise NotFound(
            f"There are no {kinds[0]} weights on this machine.",
            field="model",
            remedy=f"Put them into {folder}, a folder of each its own; the guide to local weights says which.",
        )
    if name is None:
        return next(iter(fitting.values()))
    if name not in fitting:
        raise NotFound(f"There are no {kinds[0]} weights {name!r}.", field="model", remedy=did_you_mean(name, fitting))
    return fitting[name]


def check_safe(weights: Weights) -> None:
    """Raises InvalidInput for a folder with what could run code, or without weights as safetensors."""
    if weights.kind == "stylegan3 pickle":
        return
    files = [path for path in weights.path.rglob("*") if path.is_file()]
    if not any(path.suffix == ".safetensors" for path in files):
        pickled = next((path.name for path in files if path.suffix in PICKLED), None)
        raise _unsafe(weights, f"{pickled or 'it'} is no safetensors file", "Fetch its safetensors version")
    if script := next((path.name for path in files if path.suffix == ".py"), None):
        raise _unsafe(weights, f"{script} is a program", "Remove it if you know what it is for")
    if weights.kind == "sdxl":
        _check_index(weights, _json(weights.path / INDEX))


def _check_index(weights: Weights, index: dict[str, Any]) -> None:
    for part, value in index.items():
        if part.startswith("_") or not isinstance(value, list):
            continue
        library, name = (str(each) for each in (*value, None, None)[:2])
        if part == "scheduler":
            fits = library == "diffusers" and name.isidentifier() and name.endswith("Scheduler")
        else:
            fits = library in ("diffusers", "transformers", "None") and name in PARTS.get(part, ())
        if not fits:
            raise _unsafe(weights, f"its part {part} is {library}.{name}"[:120], "Fetch a plain SDXL folder")


def _unsafe(weights: Weights, why: str, remedy: str) -> InvalidInput:
    return InvalidInput(
        f"The weights {weights.name} are not opened: {why}.",
        field="model",
        value=weights.name,
        remedy=f"{remedy}; files that can run code are never loaded.",
    )


def _kind(path: Path) -> Kind | None:
    if path.suffix == ".pkl" and path.is_file():
        return "stylegan3 pickle"
    if (path / GENERATOR).is_file():
        return "stylegan3"
    if _json(path / INDEX).get("_class_name", "").startswith("StableDiffusionXL"):
        return "sdxl"
    return "controlnet" if _json(path / CONFIG).get("_class_name") == "ControlNetModel" else None


def _name(path: Path) -> str:
    return path.stem if path.suffix == ".pkl" else path.name


def _json(path: Path) -> dict[str, Any]:
    """Empty for what isn't there or isn't an object."""
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _count(file: Path) -> int:
    """Numbers in a safetensors file: eight bytes tell how long the JSON is that names and shapes them."""
    with file.open("rb") as opened:
        (length,) = struct.unpack("<Q", opened.read(8).ljust(8, b"\0"))
        head = json.loads(opened.read(min(length, MOST_HEADER)) or b"{}")
    return sum(prod(entry["shape"]) for name, entry in head.items() if name != "__metadata__")
