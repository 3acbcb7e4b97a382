"""The capability `video_generation`."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from imperium.platform.artifacts import Artifact
from imperium.platform.capability import Capability, Context, Estimate, Resources, Result
from imperium.scene.brief import composed
from imperium.scene.scene import Move, Scene
from imperium.videos.engine import Shot, VideoEngine, VideoOrder, engines
from imperium.videos.request import VideoInputs, delivery_of, radiance_note
from imperium.videos.segments import work_folder
from imperium.videos.upload import picture_of

WORK = "video-work"


class VideoOutput(BaseModel):
    """`sdr` is the file for screens without HDR, `stream` a zip of an HLS playlist; both only where they were wanted.
    `motion` is 3d through a scene, 2.5d over a picture with layers, 2d over a flat one. `nerf_note` says why a radiance
    field that was asked for wasn't used."""

    video: dict[str, Any]
    poster: dict[str, Any]
    sdr: dict[str, Any] | None
    stream: dict[str, Any] | None
    engine: str
    requested_model: str | None
    nerf_used: bool
    nerf_note: str | None
    seed: int
    variation: int
    width: int
    height: int
    fps: int
    frames: int
    duration: float
    codec: str
    hdr: str
    max_cll: int | None
    max_fall: int | None
    quality: str
    subframes: int
    views: int
    camera: str
    motion: str
    seconds: float
    peak_memory_mb: int
    setting: str
    unmatched_terms: list[dict[str, str]]
    scene: dict[str, Any] | None


def _engine() -> VideoEngine:
    return engines()["embedded"]


async def generate_video(inputs: VideoInputs, context: Context) -> Result:
    """Raises TooLarge or InvalidInput for a size, a length, a picture or a scene that can't be filmed."""
    delivery = delivery_of(inputs, _engine())
    async with _folder(inputs, context) as folder:
        composition, seed = await asyncio.to_thread(composed, inputs, delivery.size.aspect)
        picture = await picture_of(inputs, context, folder) if inputs.of_picture else None
        scene = None if picture else _moved(composition.scene.brighter(inputs.brightness), inputs)
        move = scene.move.kind if scene else inputs.camera or "parallax"
        parameters = {**inputs.recipe(), "seed": seed}
        name = inputs.brand or ""
        missing = radiance_note(inputs, scene)
        radiance = inputs.use_nerf and missing is None
        order = VideoOrder(scene, picture, move, delivery, seed, name, inputs.prompt[:200], parameters, radiance)
        shot = await _engine().shoot(order, folder, context)
        files = await _stored(shot, inputs.prompt, context)
    output = VideoOutput(
        **{kind: file.as_dict() if file else None for kind, file in files.items()},
        engine=shot.engine,
        requested_model=inputs.model,
        nerf_used=radiance,
        nerf_note=missing,
        seed=seed,
        variation=inputs.variation,
        width=delivery.size.width,
        height=delivery.size.height,
        fps=delivery.fps,
        frames=delivery.frames,
        duration=round(delivery.seconds, 3),
        codec=delivery.codec,
        hdr=delivery.hdr,
        max_cll=shot.max_cll,
        max_fall=shot.max_fall,
        quality=delivery.quality,
        subframes=delivery.subframes,
        views=shot.views,
        camera=move,
        motion="3d" if scene else "2.5d" if move == "parallax" else "2d",
        seconds=round(shot.seconds, 2),
        peak_memory_mb=shot.peak_mb,
        setting=composition.setting if scene else "picture",
        unmatched_terms=[{"term": i.term, "drawn": i.drawn} for i in composition.unmatched] if scene else [],
        scene=scene.model_dump(mode="json") if scene else None,
    )
    kept = tuple(file for file in files.values() if file)
    return Result(output=output.model_dump(), engine=shot.engine, artifacts=kept)


@asynccontextmanager
async def _folder(inputs: VideoInputs, context: Context) -> AsyncIterator[Path]:
    """Where the work lies. A task that is tried again finds what it had; nothing stays when it is done or cancelled."""
    root = context.artifacts.folder.parent / WORK
    if context.idempotency_key:
        order = inputs.model_dump(mode="json", exclude_none=True)
        folder = await asyncio.to_thread(work_folder, root, context.idempotency_key, order)
    else:
        folder = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix="imperium-"))
    try:
        yield folder
    except Exception:
        if not context.idempotency_key:
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
        raise
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


async def _stored(shot: Shot, title: str, context: Context) -> dict[str, Artifact | None]:
    """The shot's files as artifacts, by their name in the output."""
    wanted = {
        "video": (shot.mp4, title, "mp4"),
        "poster": (shot.poster, f"{title[:70]} poster", "png"),
        "sdr": (shot.sdr, f"{title[:70]} sdr", "mp4"),
        "stream": (shot.stream, f"{title[:70]} stream", "zip"),
    }
    return {
        kind: await context.artifacts.put_file(path, name, extension) if path else None
        for kind, (path, name, extension) in wanted.items()
    }


def _moved(scene: Scene, inputs: VideoInputs) -> Scene:
    """The scene with the asked camera move; clouds alone are always flown through."""
    if inputs.camera is None or scene.clouds:
        return scene
    return scene.model_copy(update={"move": Move(kind=inputs.camera, amount=scene.move.amount)})


def _estimate(inputs: VideoInputs) -> Estimate:
    return _engine().estimate(inputs.scene, delivery_of(inputs, _engine()))


def expected_bytes(inputs: VideoInputs) -> int:
    """The size that the video's file will have, from measured rates. Raises what the request would."""
    return _engine().expected_bytes(delivery_of(inputs, _engine()))


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
        estimate=_estimate,
        timeout_s=14_400.0,
    ),
)
