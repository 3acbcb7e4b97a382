"""The job that makes a picture and its files. Runs in a worker process."""

from __future__ import annotations

import hashlib
import io
import json
import resource
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from PIL import Image

from imperium.images.canvas import Canvas
from imperium.images.development import Development
from imperium.images.format import formats
from imperium.images.layer import KINDS, drawn_layer
from imperium.images.layer_name import Layer
from imperium.images.provenance import identity, sign
from imperium.platform.preview import Report, within
from imperium.scene.render import Frame, Piece, Studio
from imperium.scene.scene import Scene
from imperium.scene.style import developed
from imperium.scene.subjects import cut_out
from imperium.scene.tone import Picture, halo, shrunk
from imperium.scene.variant import use_variant

DTYPES = {"display8": np.uint8, "display16": np.uint16, "light": np.float16, "hdr": np.float16}
SOON = 600_000  # samples that need no sketch before them
PREVIEW_SIDE = 384
PREVIEW_QUALITY = 78


class Order(msgspec.Struct, frozen=True):
    """What is to be drawn. `parameters` go into the files; `keys` is the folder of the installation's identity, None
    where content credentials are switched off."""

    scene: dict[str, Any]
    width: int
    height: int
    samples: int
    seed: int
    variant: str
    engine: str
    folder: str
    formats: tuple[str, ...]
    parameters: dict[str, Any]
    llvm: str | None = None
    layers: tuple[Layer, ...] = ()
    transparent: bool = False
    keys: str | None = None


def draw_picture(job: dict[str, Any], report: Report) -> dict[str, Any]:
    """Writes the files of an order into its folder.

    Returns them by name, with the seconds it took, samples traced a second, wall and CPU seconds to the first preview,
    the peak memory of this process in MiB, and what became of the content credentials.
    """
    started, busy, order = time.perf_counter(), time.process_time(), msgspec.convert(job, Order)
    use_variant(order.variant, order.llvm)
    report(0.0, "setting the scene")
    session = _Session(order, report)
    session.draw()
    files = session.saved(within(report, 0.9, 0.08))
    title = str(order.parameters.get("prompt", ""))
    unsigned, told = signed(session.folder, files, title, order.engine, order.keys) if order.keys else ({}, "off")
    return {
        "files": files,
        "unsigned": unsigned,
        "credentials": told,
        "seconds": time.perf_counter() - started,
        "trace_seconds": session.studio.traced_s,
        "samples_per_second": round(session.studio.traced / max(session.studio.traced_s, 1e-6)),
        "first_preview_s": session.first_preview - started,
        "first_preview_cpu_s": session.first_preview_cpu - busy,
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


class _Session:
    def __init__(self, order: Order, report: Report) -> None:
        scene = Scene.model_validate(order.scene)
        self.order, self.report, self.folder = order, report, Path(order.folder)
        self.scene = cut_out(scene) if order.transparent else scene
        self.frame = Frame(order.width, order.height, order.samples, order.seed, bool(order.layers), order.transparent)
        self.studio = Studio(self.scene, self.frame)
        self.first_preview = self.first_preview_cpu = 0.0

    def draw(self) -> None:
        """Every canvas and layer that the order needs, tile by tile."""
        glow, seen = self._first_look()
        with ExitStack() as stack:
            canvases = {source: stack.enter_context(self._canvas(source)) for source in self._sources()}
            layers = {layer: stack.enter_context(self._layer(layer)) for layer in self.order.layers}
            for piece in self.studio.pieces(within(self.report, 0.06, 0.84), self._shown):
                made = Development(piece, self.scene, self.frame, glow)
                for source, canvas in canvases.items():
                    canvas.put(piece.core, getattr(made, source))
                for layer, canvas in layers.items():
                    canvas.put(piece.core, drawn_layer(layer, piece, self.studio))
                if seen is not None:
                    self._pasted(seen, piece)

    def saved(self, report: Report) -> dict[str, str]:
        """Every file of the order by its name: formats, `layer:…` and `sidecar`."""
        files = {}
        for number, name in enumerate(self.order.formats):
            report(number / len(self.order.formats), f"writing {name}")
            files[name] = self._converted(name, formats()[name].source, f"picture-{name}")
        for layer in self.order.layers:
            wanted = KINDS[layer].format
            files[f"layer:{layer}"] = self._converted(wanted, layer, layer) if wanted else f"{layer}.exr"
        sidecar = self.folder / "picture.json"
        sidecar.write_text(json.dumps(self.order.parameters, sort_keys=True, indent=1, ensure_ascii=False))
        return {**files, "sidecar": sidecar.name}

    def _converted(self, name: str, canvas: str, stem: str) -> str:
        format = formats()[name]
        target = self.folder / f"{stem}.{format.extension}"
        format.save(self._path(canvas), target, self.order.parameters)
        return target.name

    def _first_look(self) -> tuple[Picture | None, Picture | None]:
        """The halo of the whole picture and a small one to paste tiles into, where it is drawn in tiles."""
        work = self.frame.width * self.frame.height * self.frame.samples
        if self.scene.clouds is None and work > SOON:
            self._told(0.03, "a first sketch", self.studio.sketch())
        if self.frame.is_whole:
            return None, None
        survey = self.studio.survey()
        self._told(0.06, "a first look at the whole", survey)
        return halo(survey), survey.copy()

    def _told(self, fraction: float, message: str, light: Picture) -> None:
        self.report(fraction, message, self._shown(light))

    def _shown(self, light: Picture) -> bytes:
        """A small JPEG of light."""
        self.first_preview = self.first_preview or time.perf_counter()
        self.first_preview_cpu = self.first_preview_cpu or time.process_time()
        scale = min(PREVIEW_SIDE / max(light.shape[:2]), 1.0)
        height, width = (max(round(side * scale), 1) for side in light.shape[:2])
        pixels = developed("realistic", shrunk(light[..., :3], width, height), None, self.scene.grade)
        content = io.BytesIO()
        Image.fromarray(pixels).save(content, "JPEG", quality=PREVIEW_QUALITY)
        return content.getvalue()

    def _pasted(self, seen: Picture, piece: Piece) -> None:
        """Put a finished tile into the small picture, and show that."""
        high, wide = seen.shape[:2]
        core, frame = piece.core, self.frame
        left, right = (round(x * wide / frame.width) for x in (core.left, core.left + core.width))
        top, bottom = (round(y * high / frame.height) for y in (core.top, core.top + core.height))
        if right > left and bottom > top:
            seen[top:bottom, left:right] = shrunk(piece.kept(piece.light), right - left, bottom - top)
            done = (core.top + core.height * (core.left + core.width) / frame.width) / frame.height
            self._told(0.06 + 0.84 * min(done, 1.0), "tile by tile", seen)

    def _sources(self) -> list[str]:
        return sorted({formats()[name].source for name in self.order.formats})

    def _path(self, canvas: str) -> Path:
        return self.folder / f"canvas-{canvas}{'.exr' if canvas in ('light', 'hdr') else '.tif'}"

    def _canvas(self, source: str) -> Canvas:
        channels = 4 if self.order.transparent and source != "hdr" else 3
        return Canvas(
            self._path(source),
            self.frame.width,
            self.frame.height,
            channels,
            DTYPES[source],
            **({"oiio:UnassociatedAlpha": 1} if source.startswith("display") else {}),
        )

    def _layer(self, layer: Layer) -> Canvas:
        kind = KINDS[layer]
        path = self._path(layer) if kind.format else self.folder / f"{layer}.exr"
        return Canvas(path, self.frame.width, self.frame.height, kind.channels, kind.dtype)


def signed(folder: Path, files: dict[str, str], title: str, engine: str, keys: str) -> tuple[dict[str, str], str]:
    """SHA-256 of each file before it was signed, and what became of it. A picture never fails for its credentials."""
    before: dict[str, str] = {}
    try:
        who = identity(Path(keys))
        for name, file in files.items():
            media_type = formats()[name].credentials if name in formats() else None
            if media_type:
                path = folder / file
                before[name] = _digest(path)
                sign(path, media_type, title[:200], engine, who)
    except Exception as error:  # noqa: BLE001  (reported in the answer: the picture is whole without)
        return {}, f"not signed: {type(error).__name__}: {error}"[:300]
    return before, "signed" if before else "none of these formats carries them"


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
