"""A prompt's features as bytes to be stored: about 200 for a short prompt, 1,500 at most."""

from __future__ import annotations

import struct

import numpy as np

from imperium.models.gain.features import WAVES, Features, parts, rebuilt

FORMAT = 1
_HEAD = struct.Struct("<BfH")
_LAYOUT_BYTES = 4 * (WAVES + 1)


def pack(features: Features) -> bytes:
    """Format, log of the size, number of terms; the terms; the layout. Little-endian."""
    terms, layout = parts(features)
    return (
        _HEAD.pack(FORMAT, features.log_size, len(terms))
        + terms.astype("<u2").tobytes()
        + layout.astype("<f4").tobytes()
    )


def unpack(content: bytes) -> Features | None:
    """The features; None for what another version stored, or for nothing."""
    if len(content) < _HEAD.size:
        return None
    form, log_size, count = _HEAD.unpack_from(content)
    if form != FORMAT or len(content) != _HEAD.size + 2 * count + _LAYOUT_BYTES:
        return None
    terms = np.frombuffer(content, "<u2", count, _HEAD.size).astype(np.uint16)
    layout = np.frombuffer(content, "<f4", WAVES + 1, _HEAD.size + 2 * count).astype(np.float32)
    return rebuilt(terms, layout, log_size)
