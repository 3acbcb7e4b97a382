"""Bit fields, and the access units of H.265 as NAL units (Rec. ITU-T H.265, 7.3.1 and annex B)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

FIRST_NON_VCL = 32
PREFIX_SEI = 39


class BitWriter:
    """Numbers one after another, the highest bit first."""

    def __init__(self) -> None:
        self._value = self._length = 0

    def put(self, bits: int, value: int) -> None:
        """Raises ValueError for a value that doesn't fit."""
        if not 0 <= value < 1 << bits:
            raise ValueError(f"{value} doesn't fit into {bits} bits")
        self._value = self._value << bits | value
        self._length += bits

    def bytes(self) -> bytes:
        """What was put, filled up with zero bits."""
        spare = -self._length % 8
        return (self._value << spare).to_bytes((self._length + spare) // 8, "big")


class BitReader:
    """Reads what `BitWriter` wrote. Raises EOFError past the end."""

    def __init__(self, content: bytes) -> None:
        self._value, self._left = int.from_bytes(content, "big"), 8 * len(content)

    def take(self, bits: int) -> int:
        if bits > self._left:
            raise EOFError(f"{bits} bits wanted, {self._left} left")
        self._left -= bits
        return self._value >> self._left & (1 << bits) - 1


def escaped(payload: bytes) -> bytes:
    """With emulation prevention bytes: three bytes that look like a start code never stand in a NAL unit."""
    out, zeros = bytearray(), 0
    for byte in payload:
        if zeros >= 2 and byte <= 3:
            out.append(3)
            zeros = 0
        out.append(byte)
        zeros = zeros + 1 if byte == 0 else 0
    return bytes(out)


def unescaped(payload: bytes) -> bytes:
    """Without emulation prevention bytes."""
    out, zeros = bytearray(), 0
    for byte in payload:
        if zeros >= 2 and byte == 3:
            zeros = 0
            continue
        out.append(byte)
        zeros = zeros + 1 if byte == 0 else 0
    return bytes(out)


def units(sample: bytes) -> Iterator[bytes]:
    """The NAL units of a sample of an MP4 file, each after its length in four bytes."""
    at = 0
    while at + 4 <= len(sample):
        size = int.from_bytes(sample[at : at + 4], "big")
        yield sample[at + 4 : at + 4 + size]
        at += 4 + size


def sample_of(nal_units: Iterable[bytes]) -> bytes:
    return b"".join(len(unit).to_bytes(4, "big") + unit for unit in nal_units)


def kind(unit: bytes) -> int:
    """The NAL unit's type."""
    return unit[0] >> 1 & 63


def with_messages(sample: bytes, messages: Iterable[bytes]) -> bytes:
    """The sample with supplemental information before its first slice."""
    before: list[bytes] = []
    after: list[bytes] = []
    for unit in units(sample):
        (after if after or kind(unit) < FIRST_NON_VCL else before).append(unit)
    return sample_of([*before, *messages, *after])
