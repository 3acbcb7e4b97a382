"""From a folder of weights to a pipeline: offline, safetensors only, on a GPU where there is one."""

from __future__ import annotations

import os
import resource
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import torch

from imperium.platform.errors import InvalidInput, ResourceError
from imperium.weights.shelf import Weights, check_safe, variant_of

OVERHEAD_MB = 1_500
"""Of PyTorch and diffusers themselves, and what a step needs besides the weights."""
FLOPS_A_PARAMETER = 2_630
"""Of a step at 1024×1024, counted: 6.76e12 for the 2.57e9 parameters of SDXL's network; pixels are in proportion."""
CORE_FLOPS, GPU_FLOPS = 8e10, 8e13
"""A CPU core's usual arithmetic in single precision, and a data centre GPU's in half: to foretell, never to decide."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where weights run: a GPU in half precision, else the CPU in single. `whole`: never part by part."""

    device: str
    dtype: Any
    whole: bool = False

    def seconds(self, parameters: int, steps: int, pixels: int) -> float:
        """About what so many steps take, each of them with and without the prompt."""
        work = 2 * steps * parameters * FLOPS_A_PARAMETER * pixels / 1024**2
        return work / (GPU_FLOPS if self.device == "cuda" else CORE_FLOPS * torch.get_num_threads())


def place(learning: bool = False) -> Place:
    """The best there is. Learning takes the half precision that has single's range, and all parts at once."""
    if torch.cuda.is_available():
        return Place("cuda", torch.bfloat16 if learning else torch.float16, learning)
    return Place("cpu", torch.float32, learning)


def loaded(weights: Weights, where: Place) -> Any:
    """The pipeline of an SDXL folder. Raises InvalidInput for one that can't be opened, ResourceError where it is
    larger than a worker's memory."""
    check_safe(weights)
    _check_memory(weights, where)
    pipeline = _opened("StableDiffusionXLPipeline", weights, where, add_watermarker=False)
    pipeline.set_progress_bar_config(disable=True)
    return _placed(pipeline, weights, where)


def controlnet(weights: Weights, where: Place) -> Any:
    """A ControlNet. Raises as `loaded`."""
    check_safe(weights)
    return _opened("ControlNetModel", weights, where).to(where.device)


def _opened(kind: str, weights: Weights, where: Place, **options: Any) -> Any:
    _silence()
    variant = variant_of(weights.path).removeprefix(".") or None
    try:
        return getattr(import_module("diffusers"), kind).from_pretrained(
            weights.path,
            local_files_only=True,
            use_safetensors=True,
            dtype=where.dtype,
            variant=variant,
            **options,
        )
    except (OSError, ValueError, TypeError, KeyError, RuntimeError) as error:
        raise InvalidInput(
            f"The weights {weights.name} can't be opened: {str(error).splitlines()[0]}"[:300],
            field="model",
            value=weights.name,
            remedy="Fetch the whole folder again, with every safetensors and JSON file in it.",
        ) from None


def _silence() -> None:
    """Nothing is fetched, and nobody reads a worker's bars of progress."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    for library in ("diffusers", "transformers"):
        logging = import_module(f"{library}.utils.logging")
        logging.set_verbosity_error()
        logging.disable_progress_bar()


def _placed(pipeline: Any, weights: Weights, where: Place) -> Any:
    """On the GPU whole, or part by part where it has too little memory for that."""
    if where.device == "cuda" and not where.whole and torch.cuda.mem_get_info()[0] < 1.4 * 2 * weights.parameters():
        pipeline.enable_model_cpu_offload()
        return pipeline
    return pipeline.to(where.device)


def _check_memory(weights: Weights, where: Place) -> None:
    """A worker that runs out of memory is ended without a word: better to say so before."""
    bytes_each = torch.empty(0, dtype=where.dtype).element_size()
    needed = weights.parameters() * bytes_each // 2**20 + OVERHEAD_MB
    limit = resource.getrlimit(resource.RLIMIT_DATA)[0]
    if limit != resource.RLIM_INFINITY and needed > limit // 2**20:
        raise ResourceError(
            f"The weights {weights.name} need about {needed} MiB; a worker may use {limit // 2**20} MiB.",
            remedy=f"Set orchestration.workerMemoryMb to {needed} or more, where the machine has it.",
            field="model",
        )
    if needed > (there := _there_mb()):
        raise ResourceError(
            f"The weights {weights.name} need about {needed} MiB of memory; {there} MiB are free here.",
            remedy="Free memory, or run them on a machine with more.",
            field="model",
        )


def _there_mb() -> int:
    """Memory that Linux would give now; elsewhere all that the machine has."""
    found = Path("/proc/meminfo")
    if found.exists():
        rows = dict(line.split(":", 1) for line in found.read_text().splitlines())
        return int(rows["MemAvailable"].split()[0]) // 1024
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
