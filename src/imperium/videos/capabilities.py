"""The capability `video_generation`."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from imperium.models.media.choice import Choice, choose
from imperium.models.media.wording import worded
from imperium.platform.artifacts import Artifact
from imperium.platform.auth.principal import LOCAL_ADMIN
from imperium.platform.capability import Capability, Context, Estimate, Resources, Result
from imperium.platform.errors import InvalidInput
from imperium.scene.brief import composed, seed_of
from imperium.scene.scene import Move, Scene
from imperium.videos.engine import Delivery, Native, Shot, VideoEngine, VideoOrder, engines
from imperium.videos.request import VideoInputs, delivery_of, radiance_note
from imperium.videos.segments import work_folder
from imperium.videos.upload import picture_of

if TYPE_CHECKING:
    from imperium.models.media.desk import Desk

WORK = "video-work"


class VideoOutput(BaseModel):
    """`sdr` is the file for screens without HDR, `stream` a zip of an HLS playlist; both only where they were wanted.
    `motion` is 3d through a scene, 2.5d over a picture with layers, 2d over a flat one. `nerf_note` says why a radiance
    field that was asked for wasn't used. `model` is the one that was used, `notes` say where that isn't what was asked
    for; `native` is what it filmed, `upscaled` and `interpolated` say that size or frames were made of that."""

    video: dict[str, Any]
    poster: dict[str, Any]
    sdr: dict[str, Any] | None
    stream: dict[str, Any] | None
    engine: str
    requested_model: str | None
    model: str | None
    notes: list[str]
    native: dict[str, Any] | None
    upscaled: bool
    interpolated: bool
    cost_micro_usd: int
    priced: bool
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
    setting: str | None
    unmatched_terms: list[dict[str, str]]
    scene: dict[str, Any] | None


async def generate_video(inputs: VideoInputs, context: Context, desk: Desk | None = None) -> Result:
    """`desk` is where models of providers are asked. Raises InvalidInput for an unknown model, TooLarge or InvalidInput
    for a size, a length, a picture or a scene that can't be filmed, and what a provider's failures come to."""
    choice = choose(inputs.model, inputs.strict_model, engines(), desk, context.principal)
    engine = choice.engine
    _check_scene(inputs, choice)
    delivery = delivery_of(inputs, engine)
    async with _folder(inputs, context) as folder:
        seed, picture, composition = seed_of(inputs), None, None
        if inputs.of_picture:
            picture = await picture_of(inputs, context, folder)
        elif engine.films_scenes:
            composition = await composed(inputs, delivery.size.aspect, context)
        scene = _moved(composition.scene.brighter(inputs.brightness), inputs) if composition else None
        move = scene.move.kind if scene else inputs.camera or ("parallax" if engine.films_scenes else "")
        parameters = {**inputs.recipe(), "seed": seed}
        name = inputs.brand or ""
        missing = radiance_note(inputs, scene)
        radiance = inputs.use_nerf and missing is None
        order = VideoOrder(
            scene,
            picture,
            move,
            delivery,
            seed,
            name,
            inputs.prompt[:200],
            parameters,
            radiance,
            choice.model,
            worded(inputs, inputs.camera),
        )
        shot = await engine.shoot(order, folder, context, desk)
        files = await _stored(shot, inputs.prompt, context)
    output = VideoOutput(
        **{kind: file.as_dict() if file else None for kind, file in files.items()},
        engine=shot.engine,
        requested_model=inputs.model,
        model=shot.model,
        notes=[*choice.notes],
        **_native(shot.native, delivery),
        cost_micro_usd=shot.cost_micro_usd,
        priced=shot.priced,
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
        motion=_motion(order, engine),
        seconds=round(shot.seconds, 2),
        peak_memory_mb=shot.peak_mb,
        setting=composition.setting if composition else "picture" if picture else None,
        unmatched_terms=[{"term": i.term, "drawn": i.drawn} for i in composition.unmatched] if composition else [],
        scene=scene.model_dump(mode="json") if scene else None,
    )
    kept = tuple(file for file in files.values() if file)
    return Result(output.model_dump(), shot.engine, shot.model, shot.cost_micro_usd, kept)


def _check_scene(inputs: VideoInputs, choice: Choice[VideoEngine]) -> None:
    if not choice.engine.films_scenes and inputs.scene is not None:
        raise InvalidInput(
            f"scene: {choice.used} reads the prompt alone.",
            field="scene",
            value=inputs.model,
            remedy="Leave `scene` out, or leave `model` out for the embedded engine, which films a scene.",
        )


def _motion(order: VideoOrder, engine: VideoEngine) -> str:
    if not engine.films_scenes:
        return "generated"
    return "3d" if order.scene else "2.5d" if order.move == "parallax" else "2d"


def _native(native: Native | None, delivery: Delivery) -> dict[str, Any]:
    """What a model filmed by itself, and how that was brought to what was ordered."""
    if native is None:
        return {"native": None, "upscaled": False, "interpolated": False}
    size = delivery.size
    return {
        "native": asdict(native),
        "upscaled": size.width > native.width or size.height > native.height,
        "interpolated": delivery.fps > native.fps + 0.01,
    }


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


def foreseen(inputs: VideoInputs, desk: Desk | None = None) -> Estimate:
    """Seconds and cost, with what everybody can use. Raises InvalidInput for an unknown model, and what the request
    would."""
    choice = choose(inputs.model, False, engines(), desk, LOCAL_ADMIN)
    return choice.engine.estimate(inputs.scene, delivery_of(inputs, choice.engine), choice.model, desk)


def expected_bytes(inputs: VideoInputs) -> int:
    """The size that the video's file will have, from measured rates. Raises what the request would."""
    engine = engines()["embedded"]
    return engine.expected_bytes(delivery_of(inputs, engine))


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
