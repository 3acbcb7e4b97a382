"""The capability `video_generation`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from imperium.platform.capability import Capability, Resources
from imperium.videos.answer import VideoOutput
from imperium.videos.making import foreseen, generate_video
from imperium.videos.request import VideoInputs

if TYPE_CHECKING:
    from imperium.models.media.desk import Desk


def equipped(capabilities: Iterable[Capability[Any]], desk: Desk) -> tuple[Capability[Any], ...]:
    """The capabilities, of which those that film here have models of providers film at the desk."""
    return tuple(
        replace(one, run=partial(generate_video, desk=desk), estimate=partial(foreseen, desk=desk))
        if one.run is generate_video
        else one
        for one in capabilities
    )


CAPABILITIES: tuple[Capability[Any], ...] = (
    Capability(
        name="video_generation",
        summary="Film a product, place or idea: a camera travels through a scene that the prompt describes.",
        inputs=VideoInputs,
        outputs=VideoOutput,
        run=generate_video,
        purposes=(
            "video",
            "videos",
            "promotional video",
            "promo video",
            "product video",
            "clip",
            "film",
            "footage",
            "animation",
            "trailer",
            "teaser",
            "motion",
            "reel",
            "flythrough",
        ),
        resources=Resources(cpu=2.0, memory_mb=1500),
        estimate=foreseen,
        timeout_s=14_400.0,
    ),
)
