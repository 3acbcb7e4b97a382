"""A request in words, for models that read nothing else."""

from __future__ import annotations

from typing import Protocol

PLAIN_STYLES = ("realistic", "photo", "photographic")


class Wish(Protocol):
    """The fields that pictures and films both have."""

    prompt: str
    style: str | None
    color: str | None
    brand: str | None
    brightness: float


def worded(inputs: Wish, camera: str | None = None) -> str:
    """The prompt, and what the other fields say about how it is to look; `camera` is a move."""
    said = [inputs.prompt]
    if inputs.style:
        said.append("Photorealistic." if inputs.style.casefold() in PLAIN_STYLES else f"Style: {inputs.style}.")
    if inputs.color:
        said.append(f"The product's colour is {inputs.color}.")
    if inputs.brand:
        said.append(f'The product carries the name "{inputs.brand}".')
    if inputs.brightness:
        stops = f"{abs(inputs.brightness):g} stops"
        said.append(f"It is {stops} {'brighter' if inputs.brightness > 0 else 'darker'} than usual.")
    if camera:
        said.append(f"Camera: {camera}.")
    return "\n".join(said)
