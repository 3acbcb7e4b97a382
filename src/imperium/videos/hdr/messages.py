"""Supplemental information about light: dynamic (SMPTE ST 2094-40, as HDR10+ puts it into T.35 messages) and static
(content light level, CTA-861.3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from imperium.videos.hdr.bits import PREFIX_SEI, BitReader, BitWriter, escaped, kind, unescaped, units

USER_DATA_T35, CONTENT_LIGHT = 4, 144
UNITED_STATES, SAMSUNG, HDR10_PLUS = 0xB5, 0x003C, 0x0001
APPLICATION, VERSION = 4, 1
PERCENTAGES = (1, 5, 10, 25, 50, 75, 90, 95, 99)
MOST = 100_000  # tenths of a nit


@dataclass(frozen=True, slots=True)
class FrameLight:
    """How bright a frame is, in tenths of a nit: the brightest red, green and blue; the mean of each pixel's largest
    component; and the values at the nine percentages of the distribution."""

    brightest: tuple[int, int, int]
    mean: int
    distribution: tuple[int, ...]


def dynamic_message(light: FrameLight) -> bytes:
    """A NAL unit with the frame's HDR10+ metadata, profile A: statistics without a tone curve, so no target display."""
    bits = BitWriter()
    bits.put(8, UNITED_STATES)
    bits.put(16, SAMSUNG)
    bits.put(16, HDR10_PLUS)
    bits.put(8, APPLICATION)
    bits.put(8, VERSION)
    bits.put(2, 1)  # windows
    bits.put(27, 0)  # luminance of the targeted display
    bits.put(1, 0)  # its actual peak luminance isn't given
    for value in (*light.brightest, light.mean):
        bits.put(17, _bounded(value))
    bits.put(4, len(PERCENTAGES))
    for percentage, value in zip(PERCENTAGES, light.distribution, strict=True):
        bits.put(7, percentage)
        bits.put(17, _bounded(value))
    bits.put(10, 0)  # fraction of bright pixels
    bits.put(3, 0)  # no mastering peak, no tone mapping, no saturation mapping
    return _message(USER_DATA_T35, bits.bytes())


def static_message(max_cll: int, max_fall: int) -> bytes:
    """A NAL unit with the brightest pixel and the brightest frame's mean, in nits."""
    return _message(CONTENT_LIGHT, max_cll.to_bytes(2, "big") + max_fall.to_bytes(2, "big"))


def _bounded(value: int) -> int:
    return min(max(value, 0), MOST)


def _message(number: int, payload: bytes) -> bytes:
    size = b"\xff" * (len(payload) // 255) + bytes([len(payload) % 255])
    return bytes([PREFIX_SEI << 1, 1]) + escaped(bytes([number]) + size + payload + b"\x80")


def messages(sample: bytes) -> Iterator[tuple[int, bytes]]:
    """Number and payload of every message in a sample."""
    for unit in units(sample):
        if kind(unit) == PREFIX_SEI:
            yield from _messages(unescaped(unit[2:]))


def _messages(body: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 2 <= len(body) and body[at] != 0x80:
        number, at = _number(body, at)
        size, at = _number(body, at)
        yield number, body[at : at + size]
        at += size


def _number(body: bytes, at: int) -> tuple[int, int]:
    """A number written as a sum of bytes, and where it ends."""
    total = 0
    while body[at] == 0xFF:
        total, at = total + 255, at + 1
    return total + body[at], at + 1


def read_dynamic(payload: bytes) -> FrameLight | None:
    """The statistics of an HDR10+ payload of profile A; None where it is another kind of message."""
    bits = BitReader(payload)
    head = bits.take(8), bits.take(16), bits.take(16), bits.take(8)
    if head != (UNITED_STATES, SAMSUNG, HDR10_PLUS, APPLICATION) or bits.take(8) != VERSION or bits.take(2) != 1:
        return None
    if bits.take(27) or bits.take(1):
        return None
    red, green, blue, mean = (bits.take(17) for _ in range(4))
    pairs = [(bits.take(7), bits.take(17)) for _ in range(bits.take(4))]
    if tuple(percentage for percentage, _ in pairs) != PERCENTAGES:
        return None
    return FrameLight((red, green, blue), mean, tuple(value for _, value in pairs))


def read_static(payload: bytes) -> tuple[int, int]:
    """MaxCLL and MaxFALL."""
    return int.from_bytes(payload[:2], "big"), int.from_bytes(payload[2:4], "big")
