"""PNG, 8 bits a channel."""

from pathlib import Path

from imperium.images.format import Parameters, PictureFormat
from imperium.images.packet import from_png, into_png
from imperium.images.streamed import strips


def _save(source: Path, target: Path, parameters: Parameters) -> None:
    strips(source).pngsave(str(target), compression=6, keep="none")
    into_png(target, parameters)


FORMAT = PictureFormat("png", "display8", 1.25, _save, from_png, credentials="image/png")
