"""Teaches SDXL a subject from a handful of photos: DreamBooth (Ruiz et al. 2023) on a LoRA (Hu et al. 2022).

Only low-rank matrices beside the attention's are learned; they are kept as safetensors and added to the same weights
when a picture asks for them. With pictures of the subject's class, drawn beforehand by the weights as they are, the
class keeps its looks: the paper's prior preservation.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import torch
from torch.nn import functional

from imperium.platform.errors import InvalidInput
from imperium.platform.preview import Report, within
from imperium.weights.pictures import as_array, opened
from imperium.weights.sdxl.loading import loaded, place
from imperium.weights.sdxl.painting import in_words
from imperium.weights.shelf import Weights

TARGETS = ["to_q", "to_k", "to_v", "to_out.0"]
LARGEST_GRADIENT = 1.0
PRIOR_STEPS, PRIOR_GUIDANCE = 20, 5.0
TOLD_EVERY = 5
SMOOTHED = 0.9
"""What is told of the loss is a moving mean: single steps differ by their noise."""
POINTS = 50


@dataclass(frozen=True, slots=True)
class Lesson:
    """What is taught. `prompt` names the subject by its token, `prior` its class without."""

    photos: tuple[str, ...]
    prompt: str
    prior: str
    prior_pictures: int
    steps: int
    rank: int
    learning_rate: float
    resolution: int
    seed: int


@dataclass(frozen=True, slots=True)
class Taught:
    """`curve` is (step, mean loss up to there); `parameters` were learned."""

    curve: tuple[tuple[int, float], ...]
    parameters: int
    device: str
    seconds: float


@dataclass(frozen=True, slots=True)
class _Examples:
    """Latents, where their pixels lay in the photo, and the words for them; each belongs to one prompt."""

    latents: list[torch.Tensor]
    places: list[torch.Tensor]
    words: tuple[torch.Tensor, torch.Tensor]


def teach(weights: Weights, lesson: Lesson, target: Path, report: Report) -> Taught:
    """Writes the LoRA to `target`. The same lesson gives the same LoRA on one machine.

    Raises InvalidInput for weights or photos that can't be used, ResourceError for too little memory.
    """
    where = place(learning=True)
    report(0.0, f"opening {weights.name}")
    pipeline = loaded(weights, where)
    torch.manual_seed(lesson.seed)
    with torch.no_grad():
        subject = _subject(pipeline, lesson)
        prior = _prior(pipeline, lesson, within(report, 0.02, 0.18)) if lesson.prior_pictures else None
    learned = _with_lora(pipeline.unet, lesson.rank)
    started = time.perf_counter()
    curve = _learn(pipeline, learned, subject, prior, lesson, within(report, 0.2, 0.78))
    report(0.98, "writing the LoRA")
    _save(pipeline.unet, target, weights, lesson)
    return Taught(curve, sum(part.numel() for part in learned), where.device, round(time.perf_counter() - started, 2))


def _subject(pipeline: Any, lesson: Lesson) -> _Examples:
    latents, places = zip(*(_seen(pipeline, Path(photo), lesson.resolution) for photo in lesson.photos), strict=True)
    return _Examples(list(latents), list(places), _words(pipeline, lesson.prompt))


def _seen(pipeline: Any, photo: Path, side: int) -> tuple[torch.Tensor, torch.Tensor]:
    """The middle square of a photo as latents, and SDXL's note of how large it was and what was cut off."""
    picture = opened(photo, "photos")
    if min(picture.size) < side // 2:
        raise InvalidInput(
            f"photos: one has {picture.width}x{picture.height} pixels, too few to learn {side}x{side} from.",
            field="photos",
            remedy=f"Give photos of at least {side // 2} pixels a side, or a smaller `resolution`.",
        )
    scale = side / min(picture.size)
    width, height = max(round(picture.width * scale), side), max(round(picture.height * scale), side)
    left, top = (width - side) // 2, (height - side) // 2
    square = picture.resize((width, height), 1).crop((left, top, left + side, top + side))
    pixels = torch.as_tensor(as_array(square)).permute(2, 0, 1)[None] * 2 - 1
    vae = pipeline.vae.to(torch.float32)
    found = vae.encode(pixels.to(vae.device)).latent_dist.mean * vae.config.scaling_factor
    place_in_photo = [picture.height, picture.width, top, left, side, side]
    return found, torch.tensor([place_in_photo], dtype=torch.float32, device=found.device)


def _words(pipeline: Any, prompt: str) -> tuple[torch.Tensor, torch.Tensor]:
    """What both text encoders make of it: token by token, and as a whole."""
    device = pipeline.unet.device
    found, _, pooled, _ = pipeline.encode_prompt(prompt, device=device, do_classifier_free_guidance=False)
    return found.float(), pooled.float()


def _prior(pipeline: Any, lesson: Lesson, report: Report) -> _Examples:
    """Pictures of the class as the weights draw it now; they stay latents."""
    side, latents = lesson.resolution, []
    for number in range(lesson.prior_pictures):
        report(number / lesson.prior_pictures, f"drawing {lesson.prior!r}, {number + 1} of {lesson.prior_pictures}")
        drawn = pipeline(
            lesson.prior,
            num_inference_steps=PRIOR_STEPS,
            guidance_scale=PRIOR_GUIDANCE,
            width=side,
            height=side,
            generator=torch.Generator().manual_seed(lesson.seed + number),
            output_type="latent",
        )
        latents.append(drawn.images.float())
    note = torch.tensor([[side, side, 0, 0, side, side]], dtype=torch.float32, device=latents[0].device)
    return _Examples(latents, [note] * len(latents), _words(pipeline, lesson.prior))


def _with_lora(unet: Any, rank: int) -> list[Any]:
    """Adds the matrices, in single precision, and gives what is learned. They begin as nothing: B is zero."""
    peft: Any = import_module("peft")
    unet.requires_grad_(False)
    unet.add_adapter(peft.LoraConfig(r=rank, lora_alpha=rank, init_lora_weights="gaussian", target_modules=TARGETS))
    learned = [part for part in unet.parameters() if part.requires_grad]
    for part in learned:
        part.data = part.data.float()
    if unet.dtype == torch.bfloat16:
        unet.enable_gradient_checkpointing()
    return learned


def _learn(
    pipeline: Any, learned: list[Any], subject: _Examples, prior: _Examples | None, lesson: Lesson, report: Report
) -> tuple[tuple[int, float], ...]:
    noise = import_module("diffusers").DDPMScheduler.from_config(pipeline.scheduler.config)
    optimizer = torch.optim.AdamW(learned, lesson.learning_rate, weight_decay=1e-2)
    generator = torch.Generator().manual_seed(lesson.seed)
    curve, mean, started = [], 0.0, time.perf_counter()
    pipeline.unet.train()
    for step in range(1, lesson.steps + 1):
        loss = _loss(pipeline.unet, noise, subject, generator)
        if prior is not None:
            loss = loss + _loss(pipeline.unet, noise, prior, generator)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learned, LARGEST_GRADIENT)
        optimizer.step()
        mean = loss.item() if step == 1 else SMOOTHED * mean + (1 - SMOOTHED) * loss.item()
        if step % max(lesson.steps // POINTS, 1) == 0 or step in (1, lesson.steps):
            curve.append((step, round(mean, 5)))
        if step % TOLD_EVERY == 0 or step == 1:
            left = (time.perf_counter() - started) / step * (lesson.steps - step)
            report(step / lesson.steps, f"step {step} of {lesson.steps}, loss {mean:.4f}, {in_words(left)} left")
    return tuple(curve)


def _loss(unet: Any, noise: Any, examples: _Examples, generator: torch.Generator) -> torch.Tensor:
    """How far off the weights are about the noise in one example, at one depth of it, both by chance."""
    number = int(torch.randint(len(examples.latents), (1,), generator=generator))
    latents = examples.latents[number]
    added = torch.randn(latents.shape, generator=generator).to(latents)
    depth = torch.randint(noise.config.num_train_timesteps, (1,), generator=generator).to(latents.device)
    words, whole = examples.words
    about = {"text_embeds": whole, "time_ids": examples.places[number]}
    with torch.autocast(latents.device.type, torch.bfloat16, enabled=unet.dtype == torch.bfloat16):
        found = unet(noise.add_noise(latents, added, depth), depth, words, added_cond_kwargs=about).sample
    is_velocity = noise.config.prediction_type == "v_prediction"
    wanted = noise.get_velocity(latents, added, depth) if is_velocity else added
    return functional.mse_loss(found.float(), wanted)


def _save(unet: Any, target: Path, weights: Weights, lesson: Lesson) -> None:
    """By the names that diffusers gives them, with what was taught beside the numbers."""
    peft: Any = import_module("peft")
    convert = import_module("diffusers.utils").convert_state_dict_to_diffusers
    state = convert(peft.get_peft_model_state_dict(unet))
    about = {"base": weights.name, "prompt": lesson.prompt, "steps": lesson.steps, "rank": lesson.rank}
    content = {f"unet.{name}": value.contiguous().cpu() for name, value in state.items()}
    import_module("safetensors.torch").save_file(content, target, {"format": "pt", "imperium": json.dumps(about)})
