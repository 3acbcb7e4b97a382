"""The capability `image_generation`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from imperium.images.making import foreseen, generate_image
from imperium.images.request import ImageInputs, ImageOutput
from imperium.platform.capability import Capability, Resources

if TYPE_CHECKING:
    from imperium.models.media.desk import Desk

TIMEOUT_S = 21_600.0


def equipped(
    capabilities: Iterable[Capability[Any]], keys: Path | None, desk: Desk | None = None
) -> tuple[Capability[Any], ...]:
    """The capabilities, of which those that draw here sign what they draw with the identity in the folder `keys`, and
    have models of providers drawn at the desk."""
    return tuple(
        replace(one, run=partial(generate_image, keys=keys, desk=desk), estimate=partial(foreseen, desk=desk))
        if one.run is generate_image
        else one
        for one in capabilities
    )


CAPABILITIES: tuple[Capability[Any], ...] = (
    Capability(
        name="image_generation",
        summary="Draw a picture of a product, place or idea, path-traced from a scene that the prompt describes.",
        inputs=ImageInputs,
        outputs=ImageOutput,
        run=generate_image,
        purposes=(
            "image",
            "images",
            "picture",
            "pictures",
            "photo",
            "photos",
            "illustration",
            "illustrations",
            "product image",
            "product images",
            "product photo",
            "product imagery",
            "imagery",
            "visual",
            "visuals",
            "mock-up",
            "mockup",
            "render",
            "banner",
            "packshot",
        ),
        resources=Resources(cpu=2.0, memory_mb=2500),
        estimate=foreseen,
        timeout_s=TIMEOUT_S,
    ),
)
