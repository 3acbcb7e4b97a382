"""Schedulers by the names that people know them by."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Final

from imperium.weights.request import SchedulerName

SCHEDULERS: Final[dict[SchedulerName, tuple[str, dict[str, Any]]]] = {
    "euler": ("EulerDiscreteScheduler", {}),
    "euler_ancestral": ("EulerAncestralDiscreteScheduler", {}),
    "ddim": ("DDIMScheduler", {}),
    "dpmpp_2m": ("DPMSolverMultistepScheduler", {"use_karras_sigmas": False}),
    "dpmpp_2m_karras": ("DPMSolverMultistepScheduler", {"use_karras_sigmas": True}),
    "heun": ("HeunDiscreteScheduler", {}),
    "pndm": ("PNDMScheduler", {"skip_prk_steps": True}),
    "unipc": ("UniPCMultistepScheduler", {}),
}


def scheduler(name: SchedulerName, trained: Any) -> Any:
    """That scheduler, with the noise that the weights were trained on."""
    kind, options = SCHEDULERS[name]
    return getattr(import_module("diffusers"), kind).from_config(trained, **options)
