"""A studio as a plug-in would bring it: pictures that are painted when the test says so, in a worker where it shows."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from imperium.images import capabilities as image_capabilities
from imperium.images.capabilities import ImageInputs
from imperium.platform.capability import Capability, Context, Estimate, Result
from imperium.platform.errors import FatalError
from support import jobs
from support.people import Person, people
from support.upstream_app import PAINT, Running, serving, settings_in

IMAGE = "/api/v1/generate/image"
IMAGES = "/api/v1/images"


def jpeg(shade: int) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (16, 9), (shade, 0, 0)).save(file, "JPEG")
    return file.getvalue()


class Studio:
    """Prompts beginning with `slow` wait for `go`; `shown` ones pass through a worker that shows two previews; `bad`
    ones fail."""

    def __init__(self) -> None:
        self.go = asyncio.Event()
        self.painted: list[str] = []
        self.left: list[str] = []

    @property
    def capability(self) -> Capability[ImageInputs]:
        return replace(PAINT, run=self.paint, estimate=lambda inputs: Estimate(seconds=4.0, cost_micro_usd=12))

    async def paint(self, inputs: ImageInputs, context: Context) -> Result:
        if inputs.prompt.startswith("bad"):
            raise FatalError("The canvas tore.")
        if inputs.prompt.startswith("slow"):
            context.progress(0.25, "mixing colours")
            try:
                async with context.workers.slots.hold():
                    await self.go.wait()
            except asyncio.CancelledError:
                self.left.append(inputs.prompt)
                raise
        if inputs.prompt.startswith("shown"):
            pictures = [jpeg(90).hex(), jpeg(200).hex()]
            await context.workers.run(
                jobs.draw,
                {"pictures": pictures, "apart_s": 0.5},
                progress=context.progress,
                waiting=context.waiting,
                priority=context.priority,
            )
        self.painted.append(inputs.prompt)
        result: Result = await PAINT.run(inputs, context)
        return result


@asynccontextmanager
async def studio(folder: Path, **sections: Any) -> AsyncIterator[tuple[Running, Studio]]:
    """The application with a studio in place of what draws pictures, and one worker."""
    made = Studio()
    sections = {"orchestration": {"workerSlots": 1}, **sections}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(image_capabilities, "CAPABILITIES", (made.capability,))
        async with serving(settings_in(folder, **sections)) as running:
            yield running, made


@asynccontextmanager
async def studio_of_people(folder: Path, **sections: Any) -> AsyncIterator[tuple[list[Person], Studio]]:
    """The same for two people of one organisation."""
    made = Studio()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(image_capabilities, "CAPABILITIES", (made.capability,))
        async with people(settings_in(folder, **sections)) as members:
            yield members, made
