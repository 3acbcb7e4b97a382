"""The contract of what draws a picture."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from imperium.kit.kinds import discover
from imperium.platform.capability import Context, Estimate
from imperium.scene.resolution import Size
from imperium.scene.scene import Scene

if TYPE_CHECKING:
    from imperium.models.media.desk import Desk
    from imperium.platform.auth.principal import Principal


@dataclass(frozen=True, slots=True)
class ImageOrder:
    """What to draw. `parameters` are kept in the files, so that the picture can be made again: `prompt` is among them.
    `keys` is the folder of the installation's identity for content credentials, None for none.

    `scene` is there for engines that draw one; `model` is the engine's own name for the model that was chosen, empty
    for its usual one. `words` are the prompt with all else that was said of the picture, for models that read.
    """

    scene: Scene | None
    size: Size
    seed: int
    samples: int
    formats: tuple[str, ...]
    layers: tuple[str, ...]
    transparent: bool
    parameters: dict[str, Any]
    keys: Path | None
    model: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A finished picture: its files by format, `layer:…` and `sidecar`, who made it and how fast.

    `unsigned` has the SHA-256 of files before credentials were put into them; `credentials` tells what became of those.
    `native` is the size that the model drew, where the picture was scaled from that; `priced` is False where nobody
    knows what it cost. `details` is what else is worth telling.
    """

    files: dict[str, Path]
    unsigned: dict[str, str]
    credentials: str
    engine: str
    seconds: float
    samples_per_second: int
    peak_memory_mb: int
    model: str | None = None
    native: Size | None = None
    cost_micro_usd: int = 0
    priced: bool = True
    details: dict[str, Any] = field(default_factory=dict)


@runtime_checkable
class ImageEngine(Protocol):
    """`max_side` is the longest side in pixels, `max_work` the most pixels times samples. One that `draws_scenes` is
    given a scene that was made of the prompt; the others read the prompt themselves, and give no layers, no light for
    HDR files, and no transparency unless they say so."""

    max_side: int
    max_work: int
    draws_scenes: bool
    transparent: bool

    def missing(self, model: str, desk: Desk | None, principal: Principal) -> str | None:
        """What has to be done before this engine can draw with that model for somebody, as words that follow “to use
        it,”; None where it can now. Asked often: no file is opened and nobody is called."""

    def default_samples(self, size: Size) -> int:
        """Samples a pixel that give a clean picture; 0 where the model is no renderer."""

    def estimate(self, size: Size, samples: int, model: str = "", desk: Desk | None = None) -> Estimate:
        """Seconds and cost, from measured rates."""

    async def draw(self, order: ImageOrder, folder: Path, context: Context, desk: Desk | None = None) -> Drawn:
        """Draw into `folder`, which the caller empties; ends at once when cancelled. `desk` is where providers are
        asked, and where the settings of models are (`desk.settings`)."""


@cache
def engines() -> dict[str, ImageEngine]:
    """Every image engine by name."""
    return discover("imperium.images.engines", ImageEngine, "imperium.images.engines")
