"""PNG, 16 bits a channel, to be edited further."""

from pathlib import Path

from imperium.images.format import Parameters, PictureFormat
from imperium.images.packet import from_png, into_png
from imperium.images.streamed import strips


def _save(source: Path, target: Path, parameters: Parameters) -> None:
    strips(source).pngsave(str(target), compression=4, bitdepth=16, keep="none")
    into_png(target, parameters)


FORMAT = PictureFormat("png", "display16", 5.6, _save, from_png, credentials="image/png")
