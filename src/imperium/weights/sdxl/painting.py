"""Draws with SDXL: from a prompt, from a picture, within a mask, after a ControlNet."""

from __future__ import annotations

import time
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import torch

from imperium.platform.errors import InvalidInput
from imperium.platform.preview import Report
from imperium.weights.pictures import Pixels, as_array, as_jpeg, covering, opened
from imperium.weights.request import WeightsRequest
from imperium.weights.sdxl.loading import Place, controlnet, loaded, place
from imperium.weights.sdxl.schedulers import scheduler
from imperium.weights.shelf import Weights

GRID = 8
"""A latent stands for so many pixels a side."""
LATENTS = 4
"""Channels of a picture's latents; weights made for masks see the mask and what lies around it besides."""
TILED_PIXELS = 1_600_000
PREVIEW_LATENTS = 48
PREVIEW_SHARE = 8
"""Previews wait until so many times their own seconds have gone by."""
KINDS = {
    (False, False): "StableDiffusionXLPipeline",
    (True, False): "StableDiffusionXLImg2ImgPipeline",
    (True, True): "StableDiffusionXLInpaintPipeline",
}


@dataclass(frozen=True, slots=True)
class Canvas:
    """What is to be drawn. `files` leads from artifact names to paths."""

    prompt: str
    width: int
    height: int
    seed: int
    wish: WeightsRequest
    files: dict[str, str]


@dataclass(frozen=True, slots=True)
class Painted:
    """A picture (h, w, 3) in 0–1 as displayed; `unread` is the end of the prompt that the weights didn't take in."""

    pixels: Pixels
    scheduler: str
    device: str
    unread: str


def paint(weights: Weights, canvas: Canvas, report: Report, control: Weights | None = None) -> Painted:
    """The picture; the same for the same canvas, seed and weights on one machine.

    Raises InvalidInput for weights, pictures or LoRAs that don't fit, ResourceError for too little memory.
    """
    where = place()
    report(0.0, f"opening {weights.name} on the {_plain(where)}")
    pipeline = loaded(weights, where)
    wish = canvas.wish
    if wish.scheduler:
        pipeline.scheduler = scheduler(wish.scheduler, pipeline.scheduler.config)
    _add_loras(pipeline, canvas)
    told = _Teller(report, where, weights.painter_parameters(), canvas)
    drawing = _drawing(pipeline, canvas, control, where)
    with torch.inference_mode():
        latents = drawing(
            prompt=canvas.prompt,
            negative_prompt=wish.negative_prompt or None,
            num_inference_steps=wish.steps,
            guidance_scale=wish.guidance,
            generator=torch.Generator().manual_seed(canvas.seed),
            output_type="latent",
            callback_on_step_end=told.step,
            **_given(canvas, control),
        ).images
        report(0.93, "developing")
        pixels = _developed(pipeline.vae, latents, _is_tiled(canvas))
    return Painted(
        _finished(pixels, canvas), type(pipeline.scheduler).__name__, where.device, _unread(pipeline, canvas)
    )


def _plain(where: Place) -> str:
    return "GPU" if where.device == "cuda" else f"CPU ({torch.get_num_threads()} threads, no GPU)"


def _sides(canvas: Canvas) -> tuple[int, int]:
    """Width and height on the grid that latents stand on; what is drawn too much is cut off."""
    return -(-canvas.width // GRID) * GRID, -(-canvas.height // GRID) * GRID


def _drawing(pipeline: Any, canvas: Canvas, control: Weights | None, where: Place) -> Any:
    """The pipeline for what was given, of the same parts."""
    if pipeline.unet.config.in_channels > LATENTS and not (canvas.wish.mask and control is None):
        raise InvalidInput(
            "These weights only draw within a mask.",
            field="weights.mask",
            remedy="Give `weights.image` and `weights.mask`, without a ControlNet, or name other weights.",
        )
    name = KINDS[canvas.wish.image is not None, canvas.wish.mask is not None]
    more: dict[str, Any] = {"force_zeros_for_empty_prompt": pipeline.config.force_zeros_for_empty_prompt}
    if control is not None:
        name = name.replace("XL", "XLControlNet")
        more["controlnet"] = controlnet(control, where)
    elif name == KINDS[False, False]:
        return pipeline
    made = getattr(import_module("diffusers"), name)(**pipeline.components, **more, add_watermarker=False)
    made.set_progress_bar_config(disable=True)
    return made


def _given(canvas: Canvas, control: Weights | None) -> dict[str, Any]:
    """Pictures as the pipeline wants them, and the size where no picture gives it."""
    wish, sides = canvas.wish, _sides(canvas)
    given: dict[str, Any] = {}
    if wish.image:
        given |= {"image": _picture(canvas, wish.image, "weights.image"), "strength": _strength(wish)}
    if wish.mask:
        given["mask_image"] = _picture(canvas, wish.mask, "weights.mask", "L")
    if not wish.image or wish.mask or control:
        given |= {"width": sides[0], "height": sides[1]}
    if wish.control and control:
        followed = _picture(canvas, wish.control.image, "weights.control.image")
        given["control_image" if wish.image else "image"] = followed
        given["controlnet_conditioning_scale"] = wish.control.scale
    return given


def _strength(wish: WeightsRequest) -> float:
    """At least one step is taken."""
    return max(wish.strength, 1 / wish.steps)


def _picture(canvas: Canvas, name: str, field: str, mode: str = "RGB") -> Any:
    return covering(opened(Path(canvas.files[name]), field, mode), *_sides(canvas))


def _add_loras(pipeline: Any, canvas: Canvas) -> None:
    from safetensors.torch import load_file

    names = []
    for number, lora in enumerate(canvas.wish.loras):
        names.append(f"lora{number}")
        try:
            pipeline.load_lora_weights(load_file(canvas.files[lora.artifact]), adapter_name=names[-1])
        except Exception as error:  # noqa: BLE001  (a file of somebody else's: whatever it breaks is its fault)
            raise _unfit(number, str(error).splitlines()[0][:160]) from None
        if not any(names[-1] in parts for parts in pipeline.get_list_adapters().values()):
            raise _unfit(number, "nothing in it belongs to SDXL")
    if names:
        pipeline.set_adapters(names, [lora.scale for lora in canvas.wish.loras])


def _unfit(number: int, why: str) -> InvalidInput:
    return InvalidInput(
        f"weights.loras.{number}: the LoRA doesn't fit these weights: {why}.",
        field=f"weights.loras.{number}.artifact",
        remedy="Give a LoRA that was trained on these weights, or on others of the same size.",
    )


class _Teller:
    """Progress, time left as measured, and a look at what is there so far."""

    def __init__(self, report: Report, where: Place, parameters: int, canvas: Canvas) -> None:
        self._report, self._started = report, time.perf_counter()
        self._steps = canvas.wish.steps
        if canvas.wish.image:
            self._steps = max(int(canvas.wish.steps * _strength(canvas.wish)), 1)
        self._shown_s, self._next = 0.0, 0.0
        expected = where.seconds(parameters, self._steps, canvas.width * canvas.height)
        report(0.04, f"{self._steps} steps on the {_plain(where)}, {in_words(expected)} by its size")

    def step(self, pipeline: Any, number: int, timestep: Any, given: dict[str, Any]) -> dict[str, Any]:
        gone = time.perf_counter() - self._started
        left = gone / (number + 1) * (self._steps - number - 1)
        shown = self._shown(pipeline.vae, given["latents"]) if gone >= self._next else None
        done = min((number + 1) / self._steps, 1.0)
        self._report(0.05 + 0.88 * done, f"step {number + 1} of {self._steps}, {in_words(left)} left", shown)
        return given

    def _shown(self, vae: Any, latents: torch.Tensor) -> bytes:
        began = time.perf_counter()
        scale = min(PREVIEW_LATENTS / max(latents.shape[2:]), 1.0)
        small = torch.nn.functional.interpolate(latents[:1].float(), scale_factor=scale, mode="area")
        content = as_jpeg(_developed(vae, small, tiled=False))
        took = time.perf_counter() - began
        self._next = time.perf_counter() - self._started + PREVIEW_SHARE * took
        return content


def in_words(seconds: float) -> str:
    """About how long that is."""
    if seconds < 90:
        return f"about {max(round(seconds), 1)} s"
    return f"about {seconds / 60:.0f} min" if seconds < 5400 else f"about {seconds / 3600:.1f} h"


def _is_tiled(canvas: Canvas) -> bool:
    tiled = canvas.wish.tiling
    return canvas.width * canvas.height > TILED_PIXELS if tiled is None else tiled


def _developed(vae: Any, latents: torch.Tensor, tiled: bool) -> Pixels:
    """Latents (1, 4, h, w) as a picture in 0–1, in single precision: SDXL's decoder overflows in half."""
    kept = vae.dtype
    (vae.enable_tiling if tiled else vae.disable_tiling)()
    if kept != torch.float32:
        vae.to(torch.float32)
    found = vae.decode(_scaled(vae, latents.float())).sample
    if kept != torch.float32:
        vae.to(kept)
    pixels: Pixels = (found[0] / 2 + 0.5).clamp(0, 1).permute(1, 2, 0).cpu().numpy()
    return pixels


def _scaled(vae: Any, latents: torch.Tensor) -> torch.Tensor:
    """As the decoder knows them."""
    mean, spread = (getattr(vae.config, f"latents_{name}", None) for name in ("mean", "std"))
    latents = latents / vae.config.scaling_factor
    if mean is None or spread is None:
        return latents
    return latents * latents.new_tensor(spread).view(1, -1, 1, 1) + latents.new_tensor(mean).view(1, -1, 1, 1)


def _finished(pixels: Pixels, canvas: Canvas) -> Pixels:
    """In the size that was asked for; outside a mask, exactly the picture that was given."""
    wish = canvas.wish
    if wish.image and wish.mask:
        mask = as_array(_picture(canvas, wish.mask, "weights.mask", "L"))[..., None]
        before = as_array(_picture(canvas, wish.image, "weights.image"))
        pixels = pixels * mask + before * (1 - mask)
    top, left = (pixels.shape[0] - canvas.height) // 2, (pixels.shape[1] - canvas.width) // 2
    return np.ascontiguousarray(pixels[top : top + canvas.height, left : left + canvas.width])


def _unread(pipeline: Any, canvas: Canvas) -> str:
    """What stands behind the tokens that the text encoders take."""
    tokenizer = pipeline.tokenizer
    tokens = tokenizer(canvas.prompt).input_ids
    most = tokenizer.model_max_length
    return str(tokenizer.decode(tokens[most - 1 : -1])).strip() if len(tokens) > most else ""
