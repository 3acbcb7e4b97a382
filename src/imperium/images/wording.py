"""A request in words, for models that read nothing else."""

from __future__ import annotations

from imperium.images.request import ImageInputs

PLAIN_STYLES = ("realistic", "photo", "photographic")


def worded(inputs: ImageInputs) -> str:
    """The prompt, and what the other fields say about how the picture is to look."""
    said = [inputs.prompt]
    if inputs.style:
        said.append("Photorealistic." if inputs.style.casefold() in PLAIN_STYLES else f"Style: {inputs.style}.")
    if inputs.color:
        said.append(f"The product's colour is {inputs.color}.")
    if inputs.brand:
        said.append(f'The product carries the name "{inputs.brand}".')
    if inputs.brightness:
        stops = f"{abs(inputs.brightness):g} stops"
        said.append(f"The picture is {stops} {'brighter' if inputs.brightness > 0 else 'darker'} than usual.")
    return "\n".join(said)
