"""The contract of what shoots a video."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol, runtime_checkable

from imperium.kit.kinds import discover
from imperium.platform.capability import Context, Estimate
from imperium.scene.resolution import Size
from imperium.scene.scene import Scene
from imperium.videos.codec import Take

if TYPE_CHECKING:
    from imperium.models.media.desk import Desk
    from imperium.platform.auth.principal import Principal

Quality = Literal["draft", "standard", "cinematic"]
CodecName = Literal["h264", "hevc", "av1"]
Hdr = Literal["none", "hdr10", "hdr10plus"]
SMALL_WIDTH = 1920  # pixels a row at most, of the SDR companion of an HDR film, and of a poster


@dataclass(frozen=True, slots=True)
class Delivery:
    """What the files are: size, frames a second, how many frames, codec, range, and whether a stream is wanted too."""

    size: Size
    fps: int
    frames: int
    codec: CodecName = "h264"
    hdr: Hdr = "none"
    hls: bool = False
    quality: Quality = "standard"
    subframes: int = 1

    @property
    def seconds(self) -> float:
        return self.frames / self.fps

    @property
    def take(self) -> Take:
        """What the encoder gets."""
        return Take(self.size.width, self.size.height, self.fps, self.hdr != "none", self.quality == "draft")


@dataclass(frozen=True, slots=True)
class VideoOrder:
    """What to shoot: a scene, or a picture and how to move over it. `name` appears over the end, `title` and
    `parameters` are kept in the files. `radiance` asks for a flight through a field that is learned of the scene.

    For engines that film no scene but read: `model` is the engine's own name for the model that was chosen, empty for
    its usual one, and `words` are all that was said of the film."""

    scene: Scene | None
    picture: Path | None
    move: str
    delivery: Delivery
    seed: int
    name: str
    title: str
    parameters: dict[str, Any]
    radiance: bool = False
    model: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Native:
    """What a model filmed by itself, before it was brought to what was ordered."""

    width: int
    height: int
    fps: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Shot:
    """A finished video: its files, who made it, in how many seconds, from how many traced views, and in HDR the
    brightest pixel and the brightest frame's mean in nits. `native` is what a model filmed; `priced` is False where
    nobody knows what that cost."""

    mp4: Path
    poster: Path
    sdr: Path | None
    stream: Path | None
    engine: str
    seconds: float
    views: int
    max_cll: int | None
    max_fall: int | None
    peak_mb: int
    model: str | None = None
    native: Native | None = None
    cost_micro_usd: int = 0
    priced: bool = True


@runtime_checkable
class VideoEngine(Protocol):
    """`max_side` is the longest side in pixels, `max_rate` the most pixels a second of video, `max_work` the most
    pixels of all frames. One that `films_scenes` is given a scene that was made of the prompt, or a picture and a move
    over it; the others read the words themselves."""

    max_side: int
    max_rate: int
    max_work: int
    films_scenes: bool

    def missing(self, model: str, desk: Desk | None, principal: Principal) -> str | None:
        """What has to be done before this engine can film with that model for somebody, as words that follow “to use
        it,”; None where it can now."""

    def estimate(self, scene: Scene | None, delivery: Delivery, model: str = "", desk: Desk | None = None) -> Estimate:
        """Seconds and cost, from measured rates."""

    def expected_bytes(self, delivery: Delivery) -> int:
        """The size of the video file."""

    async def shoot(self, order: VideoOrder, folder: Path, context: Context, desk: Desk | None = None) -> Shot:
        """Shoot into `folder`, going on with what an earlier attempt left there; ends at once when cancelled. `desk` is
        where providers are asked."""


@cache
def engines() -> dict[str, VideoEngine]:
    """Every video engine by name."""
    return discover("imperium.videos.engines", VideoEngine, "imperium.videos.engines")
