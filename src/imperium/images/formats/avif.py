"""AVIF, 10 bits, PQ and BT.2020: for displays that show light brighter than white.

Its encoder holds the whole picture, so large ones are refused.
"""

from importlib import import_module
from pathlib import Path
from typing import Any

from imperium.images.format import Parameters, PictureFormat
from imperium.images.packet import from_boxes, onto_boxes

ROWS = 512  # whole tiles of any canvas
OPTIONS = {"crf": "6", "preset": "6", "svtav1-params": "avif=1:lp=1"}
BT2020, PQ, BT2020_NCL, NARROW = 9, 16, 9, 1  # ITU-T H.273


def _save(source: Path, target: Path, parameters: Parameters) -> None:
    import av

    frame = _frame(source)
    with av.open(str(target), "w", format="avif") as file:
        stream: Any = file.add_stream("libsvtav1", rate=1, options=OPTIONS)
        stream.width, stream.height, stream.pix_fmt = frame.width, frame.height, "yuv420p10le"
        context = stream.codec_context
        context.color_primaries, context.color_trc, context.colorspace = BT2020, PQ, BT2020_NCL
        context.color_range = NARROW
        for packet in (*stream.encode(frame), *stream.encode(None)):
            file.mux(packet)
    onto_boxes(target, parameters)


def _frame(source: Path) -> Any:
    """The canvas as one frame, converted strip by strip; an odd last row or column is left out."""
    import av
    import numpy as np

    oiio: Any = import_module("OpenImageIO")

    from imperium.images.pq import planes

    file = oiio.ImageInput.open(str(source))
    width, height = file.spec().width // 2 * 2, file.spec().height // 2 * 2
    frame = av.VideoFrame(width, height, "yuv420p10le")
    views = [np.frombuffer(memoryview(plane), np.uint16).reshape(-1, plane.line_size // 2) for plane in frame.planes]
    for top in range(0, file.spec().height, ROWS):
        rows = min(ROWS, file.spec().height - top)
        light = np.asarray(file.read_tiles(0, file.spec().width, top, top + rows, 0, 1, 0, 3, "float"))
        even = min(rows, height - top) // 2 * 2
        for view, plane, share in zip(views, planes(light.reshape(rows, -1, 3)[:even, :width]), (1, 2, 2), strict=True):
            view[top // share : top // share + plane.shape[0], : plane.shape[1]] = plane
    file.close()
    frame.color_primaries, frame.color_trc, frame.colorspace, frame.color_range = BT2020, PQ, BT2020_NCL, NARROW
    return frame


LARGEST = 5120 * 2880  # half a gigabyte, beside the scene
FORMAT = PictureFormat(
    "avif",
    "hdr",
    0.06,
    _save,
    from_boxes,
    most_side=8192,
    most_pixels=LARGEST,
    alpha=False,
    credentials="image/avif",
)
