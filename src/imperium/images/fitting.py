"""What of a request an engine can't do."""

from __future__ import annotations

from imperium.images.engine import ImageEngine
from imperium.images.request import ImageInputs
from imperium.images.shelved import Shelved
from imperium.models.media.choice import Choice
from imperium.platform.errors import InvalidInput, TooLarge
from imperium.scene.resolution import Size
from imperium.scene.scene import Scene

OF_SCENES = ("layers", "scene", "transparent")


def check_engine(inputs: ImageInputs, choice: Choice[ImageEngine]) -> None:
    """Raises InvalidInput for what only engines give that draw a scene, or that run weights on this machine."""
    if inputs.weights is not None and not isinstance(choice.engine, Shelved):
        raise InvalidInput(
            f"weights: {choice.used or 'the embedded engine'} doesn't read them.",
            field="weights",
            value=inputs.model,
            remedy="Leave `weights` out, or ask for a model that runs on this machine, such as sdxl.",
        )
    if choice.engine.draws_scenes:
        return
    for field in OF_SCENES:
        if getattr(inputs, field) and not (field == "transparent" and choice.engine.transparent):
            raise InvalidInput(
                f"{field}: {choice.used} reads the prompt alone.",
                field=field,
                value=inputs.model,
                remedy=f"Leave `{field}` out, or leave `model` out for the embedded engine, which draws a scene.",
            )


def check_clouds(inputs: ImageInputs, scene: Scene) -> None:
    """A sea of clouds has no surfaces. Raises InvalidInput."""
    for field in ("layers", "transparent"):
        if scene.clouds and getattr(inputs, field):
            raise InvalidInput(
                f"{field}: a sea of clouds has no surfaces to tell apart.",
                field=field,
                remedy="Leave it out, or ask for a picture of things.",
            )


def samples_of(inputs: ImageInputs, engine: ImageEngine, size: Size) -> int:
    """How many to take a pixel. Raises TooLarge."""
    samples = inputs.samples or engine.default_samples(size)
    if samples * size.pixels > engine.max_work:
        most = engine.max_work // size.pixels
        raise TooLarge(
            f"samples: {samples} at {size} is more than this engine takes on.",
            field="samples",
            value=samples,
            limit=most,
            remedy=f"Ask for at most {most} samples at this size.",
        )
    return samples
