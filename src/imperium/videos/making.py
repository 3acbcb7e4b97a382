"""From a request to a video: who films it, what they are given, and what is kept of the work."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace as with_fields

from imperium.models.media.choice import Choice, choose
from imperium.models.media.wording import worded
from imperium.platform.artifacts import Artifact
from imperium.platform.auth.principal import LOCAL_ADMIN
from imperium.platform.capability import Context, Estimate, Result
from imperium.platform.errors import InvalidInput
from imperium.scene.brief import composed, seed_of
from imperium.scene.composition import Composition
from imperium.scene.scene import Move, Scene
from imperium.videos.answer import VideoOutput, told_of_composition, told_of_order, told_of_shot
from imperium.videos.engine import Delivery, Shot, VideoEngine, VideoOrder, engines
from imperium.videos.request import VideoInputs, delivery_of, radiance_note
from imperium.videos.segments import work_folder
from imperium.videos.upload import picture_of

if TYPE_CHECKING:
    from imperium.models.media.desk import Desk

WORK = "video-work"


async def generate_video(inputs: VideoInputs, context: Context, desk: Desk | None = None) -> Result:
    """`desk` is where models of providers are asked. Raises InvalidInput for an unknown model, TooLarge or InvalidInput
    for a size, a length, a picture or a scene that can't be filmed, and what a provider's failures come to."""
    choice = choose(inputs.model, inputs.strict_model, engines(), desk, context.principal)
    engine, composition, picture = choice.engine, None, None
    _check_scene(inputs, choice)
    delivery = delivery_of(inputs, engine)
    async with _folder(inputs, context) as folder:
        if inputs.of_picture:
            picture = await picture_of(inputs, context, folder)
        elif engine.films_scenes:
            composition = await composed(inputs, delivery.size.aspect, context)
        order, note = _ordered(inputs, choice, delivery, composition, picture)
        shot = await engine.shoot(order, folder, context, desk)
        files = await _stored(shot, inputs.prompt, context)
    output = VideoOutput(
        **{kind: file.as_dict() if file else None for kind, file in files.items()},
        **told_of_shot(shot, delivery),
        **told_of_order(order, engine.films_scenes),
        **told_of_composition(composition, inputs.of_picture),
        requested_model=inputs.model,
        notes=[*choice.notes],
        nerf_note=note,
        variation=inputs.variation,
    )
    kept = tuple(file for file in files.values() if file)
    return Result(output.model_dump(), shot.engine, shot.model, shot.cost_micro_usd, kept)


def foreseen(inputs: VideoInputs, desk: Desk | None = None) -> Estimate:
    """Seconds, cost and the film's bytes, with what everybody can use. Raises InvalidInput for an unknown model, and
    what the request would."""
    choice = choose(inputs.model, False, engines(), desk, LOCAL_ADMIN)
    delivery = delivery_of(inputs, choice.engine)
    expected = choice.engine.estimate(inputs.scene, delivery, choice.model, desk)
    return with_fields(expected, bytes=choice.engine.expected_bytes(delivery))


def _ordered(
    inputs: VideoInputs,
    choice: Choice[VideoEngine],
    delivery: Delivery,
    composition: Composition | None,
    picture: Path | None,
) -> tuple[VideoOrder, str | None]:
    """What the engine is given; and why no radiance field is learned where one was asked for."""
    films_scenes, seed = choice.engine.films_scenes, seed_of(inputs)
    scene = _moved(composition.scene.brighter(inputs.brightness), inputs) if composition else None
    note = radiance_note(inputs, scene)
    if inputs.use_nerf and not films_scenes:
        note = f"{choice.used} films by itself: there is no scene to learn."
    order = VideoOrder(
        scene=scene,
        picture=picture,
        move=scene.move.kind if scene else inputs.camera or ("parallax" if films_scenes else ""),
        delivery=delivery,
        seed=seed,
        name=inputs.brand or "",
        title=inputs.prompt[:200],
        parameters={**inputs.recipe(), "seed": seed},
        radiance=inputs.use_nerf and note is None,
        model=choice.model,
        words=worded(inputs, inputs.camera),
    )
    return order, note


def _check_scene(inputs: VideoInputs, choice: Choice[VideoEngine]) -> None:
    if not choice.engine.films_scenes and inputs.scene is not None:
        raise InvalidInput(
            f"scene: {choice.used} reads the prompt alone.",
            field="scene",
            value=inputs.model,
            remedy="Leave `scene` out, or leave `model` out for the embedded engine, which films a scene.",
        )


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
