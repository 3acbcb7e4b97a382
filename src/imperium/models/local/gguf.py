"""What a GGUF file says of itself, read from its header; the weights are never touched.

Format: ggml's `docs/gguf.md`, versions 2 and 3. Everything in a header may be a lie, so every count and length is
bounded by the size of the file before it is believed.
"""

from __future__ import annotations

import math
import re
import struct
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

from msgspec import Struct

from imperium.models.local.quantization import FILE_TYPES, TENSOR_TYPES
from imperium.platform.errors import InvalidInput

MAGIC: Final = b"GGUF"
VERSIONS: Final = (2, 3)
MOST_ENTRIES = 65_536
MOST_PARTS = 512
LONGEST_STRING = 16 * 1024 * 1024
LONGEST_KEPT_ARRAY = 4_096
MOST_DIMENSIONS = 8
STRING, ARRAY = 8, 9
SCALARS: Final[Mapping[int, struct.Struct]] = {
    kind: struct.Struct(f"<{code}")
    for kind, code in {
        0: "B",
        1: "b",
        2: "H",
        3: "h",
        4: "I",
        5: "i",
        6: "f",
        7: "?",
        10: "Q",
        11: "q",
        12: "d",
    }.items()
}
KV_BYTES = 2
"""llama.cpp keeps keys and values as 16-bit numbers."""
EMBEDDERS = frozenset(
    {"bert", "modern-bert", "nomic-bert", "nomic-bert-moe", "neo-bert", "jina-bert-v2", "jina-bert-v3"}
)
"""Architectures that turn text into vectors and never write any."""
_PART = re.compile(r"(.*)-(\d{5})-of-(\d{5})\.gguf")


class Header(Struct, frozen=True):
    """What a model is. `size` is the bytes of all its files, `kv_width` how many numbers a token of context takes."""

    architecture: str
    title: str
    parameters: int
    context: int
    quantization: str
    has_template: bool
    embeds: bool
    kv_width: int
    size: int
    parts: int = 1

    def memory_bytes(self, context: int) -> int:
        """About what it takes to run it with so long a context, in bytes: weights, and keys and values."""
        return self.size + self.kv_width * min(context, self.context or context) * KV_BYTES


@dataclass(frozen=True, slots=True)
class _File:
    """One file: its metadata, its weights by type, and where its last tensor ends."""

    path: Path
    metadata: Mapping[str, Any]
    weights: Mapping[int, int]
    ends: int
    size: int


def parts_of(path: Path) -> list[Path]:
    """The files of a model that is split (`…-00001-of-00003.gguf`), in order; else the file itself."""
    return [path.with_name(name) for name in part_names(path.name)]


def part_names(name: str) -> list[str]:
    """The same for a file's name."""
    named = _PART.fullmatch(name)
    if named is None or not 1 < int(named[3]) <= MOST_PARTS:
        return [name]
    return [f"{named[1]}-{number:05}-of-{named[3]}.gguf" for number in range(1, int(named[3]) + 1)]


def read(path: Path) -> Header:
    """What the model in this file is; of a split model name the first part.

    Raises:
        InvalidInput: it isn't there, isn't GGUF, isn't whole, or isn't a language model; says which.
    """
    files = [_read_file(part) for part in _existing(path)]
    first = files[0].metadata
    _check_is_model(path, first)
    weights: Counter[int] = Counter()
    for file in files:
        weights.update(file.weights)
    return _header(path, first, weights, sum(file.size for file in files), len(files))


def _existing(path: Path) -> list[Path]:
    parts = parts_of(path)
    for part in parts:
        if not part.is_file():
            raise _wrong(path, f"there is no file {part}" if part == path else f"its part {part.name} is missing")
    if path != parts[0]:
        raise _wrong(path, "it is a later part of a model", f"Name the first one, {parts[0].name}.")
    return parts


def _header(path: Path, metadata: Mapping[str, Any], weights: Counter[int], size: int, parts: int) -> Header:
    architecture = str(metadata["general.architecture"])
    own = {key.removeprefix(f"{architecture}."): value for key, value in metadata.items()}
    return Header(
        architecture=architecture,
        title=str(metadata.get("general.name") or path.stem)[:200],
        parameters=weights.total(),
        context=_count(own.get("context_length")),
        quantization=_quantization(metadata, weights),
        has_template=bool(metadata.get("tokenizer.chat_template")),
        embeds=architecture in EMBEDDERS or _count(own.get("pooling_type")) > 0,
        kv_width=_kv_width(own),
        size=size,
        parts=parts,
    )


def _kv_width(own: Mapping[str, Any]) -> int:
    """Layers × heads for keys and values × (length of a key + of a value); the heads may differ by layer."""
    layers, heads = _count(own.get("block_count")), _count(own.get("attention.head_count"))
    of_layers = own.get("attention.head_count_kv", heads)
    kept = sum(map(_count, of_layers)) if isinstance(of_layers, tuple) else layers * _count(of_layers)
    length = _count(own.get("embedding_length")) // max(heads, 1)
    return kept * sum(_count(own.get(f"attention.{name}_length", length)) for name in ("key", "value"))


def _quantization(metadata: Mapping[str, Any], weights: Counter[int]) -> str:
    """What the file says, else how most of its weights are stored."""
    said = FILE_TYPES.get(metadata.get("general.file_type", -1))
    if said is not None or not weights:
        return said or "unknown"
    kind = weights.most_common(1)[0][0]
    return TENSOR_TYPES[kind].name if kind in TENSOR_TYPES else f"type {kind}"


def _count(value: Any) -> int:
    return value if isinstance(value, int) and 0 <= value < 2**48 else 0


def _check_is_model(path: Path, metadata: Mapping[str, Any]) -> None:
    architecture, kind = metadata.get("general.architecture"), metadata.get("general.type", "model")
    if not isinstance(architecture, str) or not re.fullmatch(r"[\w.-]{1,64}", architecture):
        raise _wrong(path, "it doesn't say its architecture (general.architecture)")
    if kind == "adapter":
        raise _wrong(path, "it is an adapter, not a model", "Merge it into its model with llama.cpp, then add that.")
    if kind in ("mmproj", "vocab", "imatrix") or architecture in ("clip", "imatrix"):
        raise _wrong(path, f"it is a {kind if kind != 'model' else architecture} file, not a language model")


def _read_file(path: Path) -> _File:
    with path.open("rb", buffering=1 << 20) as file:
        reader = _Reader(path, file)
        tensors, entries = reader.begin()
        metadata = dict(reader.entry() for _ in range(entries))
        weights, ends = _weights(reader, tensors)
        alignment = _count(metadata.get("general.alignment")) or 32
        whole = -(-file.tell() // alignment) * alignment + ends if tensors else file.tell()
        if whole > reader.size:
            raise _wrong(
                path,
                f"it has {reader.size:,} bytes, and its header tells of {whole:,}",
                "Download it again; `imperium models pull` resumes and checks.",
            )
    return _File(path, metadata, weights, whole, reader.size)


def _weights(reader: _Reader, tensors: int) -> tuple[Counter[int], int]:
    """Weights by type, and where the last tensor of a known type ends, counted from the first one's begin."""
    weights: Counter[int] = Counter()
    ends = 0
    for count, kind, offset in reader.tensors(tensors):
        weights[kind] += count
        if known := TENSOR_TYPES.get(kind):
            ends = max(ends, offset + count // known.block * known.size)
    return weights, ends


class _Reader:
    """Reads values one after the other. Raises InvalidInput where the file doesn't hold what it says."""

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self._path = path
        self._file = file
        self.size = path.stat().st_size

    def begin(self) -> tuple[int, int]:
        """How many tensors and how many metadata entries there are."""
        magic = self._file.read(4)
        if magic != MAGIC:
            raise self._wrong(_instead(magic), "Give a .gguf file; other weights are converted with llama.cpp.")
        version = int(self._scalar(4))
        if version not in VERSIONS:
            turned = int.from_bytes(version.to_bytes(4, "little"), "big") in VERSIONS
            raise self._wrong("it is big-endian" if turned else f"its version is {version}, known are 2 and 3")
        tensors, entries = int(self._scalar(10)), int(self._scalar(10))
        if max(tensors, entries) > MOST_ENTRIES:
            raise self._wrong(f"it tells of {tensors:,} tensors and {entries:,} entries, which no model has")
        return tensors, entries

    def entry(self) -> tuple[str, Any]:
        """A key and its value; of a long array only its length."""
        key = self._string()
        return key, self._value(int(self._scalar(4)))

    def tensors(self, count: int) -> Iterator[tuple[int, int, int]]:
        """(weights, type, offset) of each."""
        for _ in range(count):
            self._string()
            dimensions = int(self._scalar(4))
            if dimensions > MOST_DIMENSIONS:
                raise self._wrong(f"a tensor has {dimensions} dimensions")
            weights = math.prod(int(self._scalar(10)) for _ in range(dimensions))
            yield weights, int(self._scalar(4)), int(self._scalar(10))

    def _value(self, kind: int, depth: int = 0) -> Any:
        if kind == STRING:
            return self._string()
        if kind == ARRAY and depth < 4:
            return self._array(int(self._scalar(4)), int(self._scalar(10)), depth)
        if kind not in SCALARS:
            raise self._wrong(f"it holds a value of the unknown type {kind}")
        return self._scalar(kind)

    def _array(self, kind: int, length: int, depth: int) -> Any:
        width = SCALARS[kind].size if kind in SCALARS else 8
        if length * width > self._left():
            raise self._cut()
        if kind in SCALARS and length > LONGEST_KEPT_ARRAY:
            self._file.seek(length * width, 1)
            return length
        if kind == STRING:
            for _ in range(length):
                self._skip_string()
            return length
        return tuple(self._value(kind, depth + 1) for _ in range(length))

    def _string(self) -> str:
        return self._take(self._length()).decode(errors="replace")

    def _skip_string(self) -> None:
        self._file.seek(self._length(), 1)

    def _length(self) -> int:
        length = int(self._scalar(10))
        if length > min(LONGEST_STRING, self._left()):
            raise self._cut()
        return length

    def _scalar(self, kind: int) -> Any:
        form = SCALARS[kind]
        return form.unpack(self._take(form.size))[0]

    def _take(self, length: int) -> bytes:
        content = self._file.read(length)
        if len(content) < length:
            raise self._cut()
        return content

    def _left(self) -> int:
        return self.size - self._file.tell()

    def _cut(self) -> InvalidInput:
        return self._wrong("it ends within its header, or its header is damaged", "Download it again.")

    def _wrong(self, why: str, remedy: str | None = None) -> InvalidInput:
        return _wrong(self._path, why, remedy)


def _instead(magic: bytes) -> str:
    known = {b"vers": "it is a Git LFS pointer, not the file that it stands for", b"PK\x03\x04": "it is a zip file"}
    return known.get(magic, "it isn't a GGUF file")


def _wrong(path: Path, why: str, remedy: str | None = None) -> InvalidInput:
    return InvalidInput(f"{path.name} can't be used: {why}.", field="source", value=str(path), remedy=remedy)
