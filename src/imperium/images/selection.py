"""Which files of a picture are made: what was asked for, as far as its size allows."""

from __future__ import annotations

from dataclasses import dataclass

from imperium.images.format import PictureFormat, formats
from imperium.kit.kinds import names
from imperium.platform.errors import InvalidInput, TooLarge
from imperium.scene.resolution import Size

FORMAT_NAMES = tuple(names("imperium.images.formats"))
HDR = ("exr", "avif")


@dataclass(frozen=True, slots=True)
class Selection:
    """Formats by name; and what `hdr` would give besides, where the picture is too large for it, with the reason."""

    formats: tuple[str, ...]
    left_out: list[dict[str, str]]


def named(asked: tuple[str, ...] | str, hdr: bool) -> tuple[str, ...]:
    """The formats of a request, and those that `hdr` gives besides."""
    wanted = (asked,) if isinstance(asked, str) else asked
    return tuple(dict.fromkeys((*wanted, *(HDR if hdr else ()))))


def selected(asked: tuple[str, ...] | str, hdr: bool, transparent: bool, size: Size, *, lit: bool = True) -> Selection:
    """Of an engine that isn't `lit` nothing is known above white. Raises TooLarge for a format that doesn't take this
    size, InvalidInput for one that has no transparency or needs light."""
    wanted = (asked,) if isinstance(asked, str) else asked
    if not lit:
        return _unlit(wanted, hdr, transparent, size)
    for name in wanted:
        _check(name, transparent, size)
    more = named(wanted, hdr)[len(wanted) :]
    fitting = [name for name in more if _takes(formats()[name], size)]
    left_out = [
        {"format": name, "reason": f"{name} takes at most {formats()[name].most_pixels} pixels here; {size} has more."}
        for name in more
        if name not in fitting
    ]
    return Selection((*wanted, *fitting), left_out)


def _unlit(wanted: tuple[str, ...], hdr: bool, transparent: bool, size: Size) -> Selection:
    for name in wanted:
        _check(name, transparent, size)
        if formats()[name].source in ("light", "hdr"):
            raise InvalidInput(
                f"format: {name} holds light, and this model gives eight bits a channel.",
                field="format",
                value=name,
                remedy="Ask for png, jpeg, webp or tiff, or leave `model` out for the embedded engine.",
            )
    reason = "This model gives eight bits a channel: nothing is known above white."
    return Selection(wanted, [{"format": name, "reason": reason} for name in HDR if hdr and name not in wanted])


def _takes(format: PictureFormat, size: Size) -> bool:
    return max(size.width, size.height) <= format.most_side and size.pixels <= format.most_pixels


def _check(name: str, transparent: bool, size: Size) -> None:
    format = formats()[name]
    if not _takes(format, size):
        raise TooLarge(
            f"format: {name} takes at most {format.most_pixels} pixels, {format.most_side} a side; {size} has more.",
            field="format",
            value=name,
            limit=format.most_pixels,
            remedy="Ask for png, png16, tiff, exr or deepzoom at this size.",
        )
    if transparent and not format.alpha:
        raise InvalidInput(
            f"format: {name} has no transparency.",
            field="format",
            value=name,
            remedy="Ask for png, png16, webp, tiff or exr, or leave `transparent` out.",
        )
