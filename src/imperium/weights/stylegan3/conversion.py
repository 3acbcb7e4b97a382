"""From a published pickle to safetensors and JSON, once; and from those to a generator."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from imperium.platform.errors import InvalidInput
from imperium.weights.stylegan3.generator import Generator
from imperium.weights.stylegan3.plan import Config
from imperium.weights.unpickling import read_pickle, tensors

WEIGHTS, ABOUT = "generator.safetensors", "generator.json"
NETWORK = "G_ema"
"""The published files hold several networks; this one is the mean of many steps, which pictures are drawn with."""


def convert(pickled: Path, folder: Path) -> None:
    """Write the generator of a pickle into the folder, whole or not at all.

    Raises InvalidInput for a file that holds none, or whose weights don't fit what it says of itself.
    """
    found = read_pickle(pickled)
    network = found.get(NETWORK) if isinstance(found, dict) else None
    if not isinstance(network, dict) or "state" not in network:
        raise _unfit(pickled, f"it holds no network {NETWORK}")
    weights = {name: value.contiguous() for name, value in tensors(network["state"])}
    config = _config(network["state"].get("_init_kwargs"), pickled)
    _filled(config, weights, pickled)
    folder.mkdir(parents=True, exist_ok=True)
    _placed(folder / WEIGHTS, lambda draft: save_file(weights, draft))
    _placed(folder / ABOUT, lambda draft: draft.write_text(json.dumps(asdict(config), indent=1)))


def load(folder: Path) -> Generator:
    """The generator in a folder, ready to draw on the CPU. Raises InvalidInput."""
    try:
        config = Config(**json.loads((folder / ABOUT).read_text()))
        weights = load_file(folder / WEIGHTS)
    except (OSError, ValueError, TypeError, SafetensorError) as error:
        raise _unfit(folder, f"it can't be read ({type(error).__name__})") from None
    generator = _filled(config, weights, folder)
    generator.eval().requires_grad_(False)
    return generator


def _filled(config: Config, weights: dict[str, torch.Tensor], source: Path) -> Generator:
    try:
        generator = Generator(config)
        generator.load_state_dict(weights, strict=True)
    except (RuntimeError, ValueError, TypeError, ArithmeticError) as error:
        raise _unfit(source, str(error).splitlines()[-1].strip()[:160]) from None
    return generator


def _config(given: Any, source: Path) -> Config:
    """What the network was made with; what it has nothing to say about is as published."""
    if not isinstance(given, dict):
        raise _unfit(source, "it doesn't say how its network was made")
    said = {**given, "mapping_layers": (given.get("mapping_kwargs") or {}).get("num_layers", 2)}
    known = {item.name for item in fields(Config)}
    plain: dict[str, Any] = {
        key: value for key, value in said.items() if key in known and isinstance(value, bool | int | float)
    }
    try:
        return Config(**plain)
    except TypeError:
        raise _unfit(source, "it doesn't say how large its pictures are") from None


def _placed(path: Path, write: Any) -> None:
    draft = path.with_suffix(f".draft{os.getpid()}")
    write(draft)
    draft.replace(path)


def _unfit(source: Path, why: str) -> InvalidInput:
    return InvalidInput(
        f"{source.name} is no StyleGAN3 generator: {why}.",
        field="model",
        remedy="Give a published network of StyleGAN3, configuration T or R, or remove the file.",
    )
