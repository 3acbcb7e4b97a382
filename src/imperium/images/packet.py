"""Parameters inside a file, in the ways that the formats have for it. Reads only what it wrote itself."""

from __future__ import annotations

import json
import re
import struct
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterator
from pathlib import Path
from shutil import copyfileobj
from typing import Any, BinaryIO

MOST_BYTES = 8_000_000  # of parameters, unpacked: more than any scene that is accepted
JPEG_PACKET = 60_000  # a JPEG's segment ends at 65,533 bytes
SIGNATURE = b"\x89PNG\r\n\x1a\n"
XMP_BOX = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")  # ISO 16684-3, an XMP packet in a box of its own
XMP = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
    'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:imperium="https://imperium.invalid/parameters/1/" '
    'xmp:CreatorTool="Imperium" imperium:parameters="{}"/></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
)

Parameters = dict[str, Any]


def to_json(parameters: Parameters) -> str:
    """The same text for equal parameters; plain ASCII."""
    return json.dumps(parameters, sort_keys=True, separators=(",", ":"))


def from_json(text: str | bytes | None) -> Parameters | None:
    """None for what isn't a JSON object of a sensible size."""
    if not text or len(text) > MOST_BYTES:
        return None
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def to_xmp(parameters: Parameters, most: int = MOST_BYTES) -> bytes:
    """An XMP packet, deflated within. Longer than `most`, it leaves out the scene: the prompt makes it again."""
    packet = _packed(parameters)
    if len(packet) > most:
        packet = _packed({key: value for key, value in parameters.items() if key != "scene"})
    return packet


def from_xmp(packet: bytes | None) -> Parameters | None:
    found = re.search(rb'imperium:parameters="([A-Za-z0-9+/=]+)"', packet or b"")
    if not found:
        return None
    try:
        return from_json(zlib.decompressobj().decompress(b64decode(found[1]), MOST_BYTES))
    except (zlib.error, ValueError):
        return None


def _packed(parameters: Parameters) -> bytes:
    return XMP.format(b64encode(zlib.compress(to_json(parameters).encode(), 9)).decode()).encode()


def into_png(path: Path, parameters: Parameters) -> None:
    """Put the parameters into an iTXt chunk behind the header; the rest is copied as it is."""
    text = b"imperium\0\0\0\0\0" + to_json(parameters).encode()
    draft = path.with_suffix(".draft")
    with path.open("rb") as source, draft.open("wb") as target:
        target.write(source.read(len(SIGNATURE) + 25))
        for kind, content in ((b"sRGB", b"\0"), (b"iTXt", b"Software\0\0\0\0\0Imperium"), (b"iTXt", text)):
            target.write(_chunk(kind, content))
        copyfileobj(source, target, 2**20)
    draft.replace(path)


def from_png(path: Path) -> Parameters | None:
    with path.open("rb") as file:
        if file.read(8) != SIGNATURE:
            return None
        for kind, content in _chunks(file):
            if kind == b"iTXt" and content.startswith(b"imperium\0\0\0\0\0"):
                return from_json(content[13:])
    return None


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _chunks(file: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    """Chunks before the pixels, short ones with their content."""
    while len(head := file.read(8)) == 8:
        length, kind = struct.unpack(">I4s", head)
        if kind == b"IDAT":
            return
        if length <= MOST_BYTES:
            yield kind, file.read(length)
        else:
            file.seek(length, 1)
        file.seek(4, 1)


def onto_boxes(path: Path, parameters: Parameters) -> None:
    """Append an XMP box to a file made of ISO boxes, such as AVIF; readers skip a box that they don't know."""
    packet = to_xmp(parameters)
    with path.open("ab") as file:
        file.write(struct.pack(">I4s", len(packet) + 24, b"uuid") + XMP_BOX + packet)


def from_boxes(path: Path) -> Parameters | None:
    size = path.stat().st_size
    with path.open("rb") as file:
        at = 0
        while at + 8 <= size:
            file.seek(at)
            length, kind = struct.unpack(">I4s", file.read(8))
            if kind == b"uuid" and file.read(16) == XMP_BOX and length <= MOST_BYTES:
                return from_xmp(file.read(length - 24))
            if length < 8:
                return None
            at += length
    return None
