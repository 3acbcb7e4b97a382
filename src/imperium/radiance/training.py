"""Trains a field on views, coarse to fine, and judges it on views that it hasn't seen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import log10
from typing import Literal, NamedTuple

import numpy as np
import torch
from torch.nn import functional

from imperium.platform.preview import Report
from imperium.radiance.field import Field
from imperium.radiance.picture import preview
from imperium.radiance.views import Floats, Views, rays_of

Quality = Literal["draft", "standard", "high"]
RAYS_A_STEP = 2_048
RAYS_AT_ONCE = 8_192
SAMPLES_A_VOXEL = 1.3
GAPS_EVERY = 200
JUDGED_EVERY = 250
STAGES = (0.15, 0.40)
"""Shares of the steps after which the grid gets two thirds, then all of its side."""
RATES = {"density": 0.2, "features": 0.06, "colour": 2e-3, "panorama": 0.05}
COOLED = 0.1
"""The learning rates fall to this share of themselves over the finest stage."""


class Plan(NamedTuple):
    """`steps` of RAYS_A_STEP rays; `side` of the finest grid in voxels."""

    steps: int
    side: int


PLANS: dict[Quality, Plan] = {"draft": Plan(300, 64), "standard": Plan(1_000, 96), "high": Plan(2_300, 96)}
"""On one core at 100×100 and 70 views: about 12, 45 and 110 seconds."""


@dataclass(frozen=True, slots=True)
class Trained:
    """The field, and how well views that it was not trained on come out: `curve` is (step, dB)."""

    field: Field
    psnr: float
    curve: tuple[tuple[int, float], ...]


def train(views: Views, plan: Plan, seed: int, report: Report) -> Trained:
    """Deterministic on one machine, by seed."""
    torch.manual_seed(seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    origins, directions, colours = (torch.as_tensor(part, device=device) for part in _rays(views))
    field = Field(views.centre, views.half, plan.side // 3, colours.median(0).values.cpu()).to(device)
    curve: list[tuple[int, float]] = []
    optimizer = _optimizer(field)
    for step in range(plan.steps):
        if (side := _side(step, plan)) != field.side:
            field.look_for_gaps()
            field.refine(side)
            optimizer = _optimizer(field)
        elif step and step % GAPS_EVERY == 0 and field.side > plan.side // 3:
            field.look_for_gaps()
        _cool(optimizer, step / plan.steps)
        chosen = torch.randint(0, len(origins), (RAYS_A_STEP,), device=device)
        seen = field(origins[chosen], directions[chosen], samples_of(field), jitter=True)
        loss = functional.mse_loss(seen, colours[chosen])
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        if (step + 1) % JUDGED_EVERY == 0 or step + 1 == plan.steps:
            pictures = list(held_out(field, views))
            curve.append((step + 1, judged(pictures, views)))
            words = f"step {step + 1:,} of {plan.steps:,}, {curve[-1][1]:.1f} dB on views held out"
            report((step + 1) / plan.steps, words, preview(pictures[0]))
        elif step % 10 == 0:
            report(step / plan.steps, f"step {step:,} of {plan.steps:,}")
    field.look_for_gaps()
    return Trained(field, curve[-1][1], tuple(curve))


def picture(field: Field, pose: Floats, directions: Floats) -> Floats:
    """What a camera (4, 4) sees in its directions (h, w, 3): (h, w, 3) in 0–1 as displayed."""
    device = field.density.device
    rays = [torch.as_tensor(part, device=device) for part in rays_of(pose, directions)]
    with torch.no_grad():
        parts = [
            field(*(part[first : first + RAYS_AT_ONCE] for part in rays), samples_of(field))
            for first in range(0, len(rays[0]), RAYS_AT_ONCE)
        ]
    seen: Floats = torch.cat(parts).clamp(0, 1).cpu().numpy().reshape(directions.shape)
    return seen


def samples_of(field: Field) -> int:
    return int(field.side * SAMPLES_A_VOXEL)


def held_out(field: Field, views: Views) -> Iterator[Floats]:
    directions = views.lens.directions()
    return (picture(field, views.poses[number], directions) for number in views.held_out)


def judged(pictures: list[Floats], views: Views) -> float:
    """Mean peak signal-to-noise ratio in dB over the views held out; 1 is the peak."""
    errors = [
        np.mean((seen - views.pictures[number]) ** 2) for seen, number in zip(pictures, views.held_out, strict=True)
    ]
    return sum(-10 * log10(max(float(error), 1e-10)) for error in errors) / len(errors)


def _rays(views: Views) -> tuple[Floats, Floats, Floats]:
    """Origins, directions and colours (n, 3) of all that is trained on."""
    rays = [views.rays(number) for number in views.trained_on]
    origins, directions = (np.concatenate(parts) for parts in zip(*rays, strict=True))
    return origins, directions, views.pictures[views.trained_on].reshape(-1, 3)


def _side(step: int, plan: Plan) -> int:
    done = step / plan.steps
    return plan.side // 3 if done < STAGES[0] else plan.side * 2 // 3 if done < STAGES[1] else plan.side


def _optimizer(field: Field) -> torch.optim.Optimizer:
    parts = {name: getattr(field, name) for name in RATES}
    groups = [
        {
            "params": list(part.parameters()) if isinstance(part, torch.nn.Module) else [part],
            "lr": RATES[name],
            "rate": RATES[name],
        }
        for name, part in parts.items()
    ]
    return torch.optim.Adam(groups, betas=(0.9, 0.99), foreach=True)


def _cool(optimizer: torch.optim.Optimizer, done: float) -> None:
    share = COOLED ** max(0.0, (done - STAGES[1]) / (1 - STAGES[1]))
    for group in optimizer.param_groups:
        group["lr"] = group["rate"] * share
