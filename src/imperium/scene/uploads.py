"""Models that users bring: glTF 2.0 (binary, or JSON with data URIs) and Wavefront OBJ, read as hostile bytes.

Nothing outside the file is ever opened: no path, no address, no resolver. Every count is checked against what the
bytes can hold before an array is made, so that memory stays within a small multiple of the file. What is read is
triangles with normals and texture coordinates, the node tree, and metallic-roughness materials with embedded images;
animation, skins, morph targets and extensions are left aside. The format is Khronos' glTF 2.0 specification.
"""

from __future__ import annotations

import base64
import binascii
import struct
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Annotated, Any, NoReturn

import msgspec
import numpy as np
from msgspec import Meta, Struct
from numpy.typing import NDArray

from imperium.platform.errors import InvalidInput
from imperium.scene.colour import hex_of
from imperium.scene.maker import Part, finish
from imperium.scene.mesh import Array, Mesh, smooth_normals
from imperium.scene.solids import creased
from imperium.scene.wavefront import parse_obj

FIELD = "scene.things.params.data"
MAX_BYTES = 24 * 2**20
MAX_JSON = 4 * 2**20
MAX_VERTICES = 1_000_000
MAX_FACES = 1_000_000
MAX_NODES = 4096
MAX_PARTS = 256
MAX_DEPTH = 64
MAX_PIXELS = 16_777_216
METRE = 100.0
Y_UP = np.array([[1.0, 0, 0, 0], [0, 0, -1, 0], [0, 1, 0, 0], [0, 0, 0, 1]])
_CENTIMETRES = np.diag([METRE, METRE, METRE, 1.0]) @ Y_UP

Index = Annotated[int, Meta(ge=0, le=1_000_000)]
Size = Annotated[int, Meta(ge=0, le=2**40)]
Unit = Annotated[float, Meta(ge=0, le=1)]
COMPONENTS = {5120: "<i1", 5121: "<u1", 5122: "<i2", 5123: "<u2", 5125: "<u4", 5126: "<f4"}
WIDTHS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4}


class _Accessor(Struct):
    count: Size
    componentType: int
    type: str
    bufferView: Index | None = None
    byteOffset: Size = 0
    normalized: bool = False
    sparse: msgspec.Raw | None = None


class _View(Struct):
    buffer: Index
    byteLength: Size
    byteOffset: Size = 0
    byteStride: Annotated[int, Meta(ge=4, le=252)] | None = None


class _Buffer(Struct):
    byteLength: Size
    uri: str | None = None


class _Image(Struct):
    uri: str | None = None
    bufferView: Index | None = None


class _Texture(Struct):
    source: Index | None = None


class _TextureRef(Struct):
    index: Index


class _Metallic(Struct):
    baseColorFactor: tuple[Unit, Unit, Unit, Unit] = (1.0, 1.0, 1.0, 1.0)
    metallicFactor: Unit = 1.0
    roughnessFactor: Unit = 1.0
    baseColorTexture: _TextureRef | None = None
    metallicRoughnessTexture: _TextureRef | None = None


class _Material(Struct):
    pbrMetallicRoughness: _Metallic = msgspec.field(default_factory=_Metallic)
    normalTexture: _TextureRef | None = None
    emissiveFactor: tuple[float, float, float] = (0.0, 0.0, 0.0)


class _Primitive(Struct):
    attributes: dict[str, Index]
    indices: Index | None = None
    material: Index | None = None
    mode: int = 4


class _Mesh(Struct):
    primitives: list[_Primitive]


class _Node(Struct):
    mesh: Index | None = None
    children: list[Index] = []
    matrix: Annotated[list[float], Meta(min_length=16, max_length=16)] | None = None
    translation: tuple[float, float, float] = (0.0, 0.0, 0.0)
    rotation: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 1.0)
    scale: tuple[float, float, float] = (1.0, 1.0, 1.0)


class _Scene(Struct):
    nodes: list[Index] = []


class _Gltf(Struct):
    accessors: list[_Accessor] = []
    bufferViews: list[_View] = []
    buffers: list[_Buffer] = []
    images: list[_Image] = []
    textures: list[_Texture] = []
    materials: list[_Material] = []
    meshes: list[_Mesh] = []
    nodes: list[_Node] = []
    scenes: list[_Scene] = []
    scene: Index = 0
    extensionsRequired: list[str] = []


def read_upload(content: bytes) -> tuple[Part, ...]:
    """The parts of a GLB, glTF or OBJ file in centimetres, z up; metres and y up are taken for granted.

    Raises:
        InvalidInput: not such a file, or one that points outside itself, lies about its sizes, or is too large.
    """
    if len(content) > MAX_BYTES:
        _refuse(f"it has {len(content)} bytes, {MAX_BYTES} are allowed", "Reduce its triangles or its images.")
    if content[:4] == b"glTF":
        return _Reader(*_chunks(content)).parts()
    if content.lstrip()[:1] == b"{":
        return _Reader(content, b"").parts()
    return tuple(
        Part(f"part{k}", creased(mesh.transformed(_CENTIMETRES)), finish("pbr"), (1.0, 1.0))
        for k, mesh in enumerate(parse_obj(content, MAX_VERTICES, MAX_FACES, MAX_PARTS, _refuse))
    )


def decoded(data: str) -> bytes:
    """The bytes of base64 text. Raises InvalidInput where it isn't."""
    try:
        return base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError):
        _refuse("it isn't base64", "Send the file's bytes in standard base64, without a data: prefix.")


def picture(content: bytes, side: int = 2048) -> NDArray[np.float32]:
    """An embedded image as (h, w, 3) in 0-1, at most `side` texels a side. Raises InvalidInput."""
    from PIL import Image, UnidentifiedImageError

    try:
        image = Image.open(BytesIO(content), formats=("PNG", "JPEG", "WEBP"))
        if image.width * image.height > MAX_PIXELS:
            _refuse(f"an image announces {image.width}x{image.height} pixels", f"Keep images to {MAX_PIXELS} pixels.")
        image.thumbnail((side, side))
        return np.array(image.convert("RGB"), np.float32) / np.float32(255)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        _refuse("an image in it can't be read", "Embed images as PNG, JPEG or WebP.")


def _refuse(what: str, remedy: str) -> NoReturn:
    raise InvalidInput(f"The uploaded model can't be used: {what}.", field=FIELD, remedy=remedy)


def _chunks(content: bytes) -> tuple[bytes, bytes]:
    """The JSON and the binary chunk of a GLB file."""
    found: dict[int, bytes] = {}
    if len(content) < 20 or struct.unpack_from("<I", content, 4)[0] != 2:
        _refuse("it isn't binary glTF of version 2", "Export it as glTF 2.0.")
    at = 12
    while at + 8 <= len(content) and len(found) < 8:
        length, kind = struct.unpack_from("<II", content, at)
        if at + 8 + length > len(content):
            _refuse(f"a chunk announces {length} bytes that aren't there", "Send the whole file.")
        found.setdefault(kind, content[at + 8 : at + 8 + length])
        at += 8 + length
    if 0x4E4F534A not in found:
        _refuse("it has no JSON chunk", "Export it as glTF 2.0.")
    return found[0x4E4F534A], found.get(0x004E4942, b"")


class _Reader:
    """One file being read; it keeps count of what the node tree makes of it."""

    def __init__(self, text: bytes, binary: bytes) -> None:
        if len(text) > MAX_JSON:
            _refuse(f"its JSON has {len(text)} bytes, {MAX_JSON} are allowed", "Put the data into the binary chunk.")
        try:
            self.gltf = msgspec.json.decode(text.rstrip(b"\x00 \n"), type=_Gltf)
        except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
            _refuse(f"its JSON isn't glTF ({str(error)[:120]})", "Export it as glTF 2.0.")
        if self.gltf.extensionsRequired:
            names = ", ".join(name[:40] for name in self.gltf.extensionsRequired[:4])
            _refuse(f"it needs {names}", "Export it without compression and extensions.")
        self.binary = binary
        self.buffers: dict[int, bytes] = {}
        self.vertices = self.faces = self.visited = 0

    def parts(self) -> tuple[Part, ...]:
        parts = [
            Part(f"part{number}", mesh, self._finish(primitive), (1.0, 1.0))
            for number, (mesh, primitive) in enumerate(self._meshes())
        ]
        if not parts:
            _refuse("it holds no triangles", "Export at least one mesh with its scene.")
        return tuple(parts)

    def _meshes(self) -> Iterator[tuple[Mesh, _Primitive]]:
        number = 0
        for node, matrix in self._nodes():
            if node.mesh is None:
                continue
            for primitive in self._at(self.gltf.meshes, node.mesh, "meshes").primitives:
                number += 1
                if number > MAX_PARTS:
                    _refuse(f"it has more than {MAX_PARTS} parts", "Join meshes that share a material.")
                with np.errstate(all="ignore"):
                    mesh = self._mesh(primitive, _CENTIMETRES @ matrix)
                yield mesh, primitive

    def _nodes(self) -> Iterator[tuple[_Node, Array]]:
        """Every node of the scene with its 4x4 matrix; a node that is reached twice is refused."""
        roots = self._at(self.gltf.scenes, self.gltf.scene, "scenes").nodes if self.gltf.scenes else self._parentless()
        stack = [(index, np.eye(4), 0) for index in reversed(roots)]
        seen: set[int] = set()
        while stack:
            index, above, depth = stack.pop()
            if index in seen or depth > MAX_DEPTH or len(seen) >= MAX_NODES:
                _refuse(f"nodes[{index}] is reached twice, or the tree is too deep or large", "Export a plain tree.")
            seen.add(index)
            node = self._at(self.gltf.nodes, index, "nodes")
            matrix = above @ _matrix(node)
            yield node, matrix
            stack += [(child, matrix, depth + 1) for child in node.children[: MAX_NODES + 1]]

    def _parentless(self) -> list[int]:
        children = {child for node in self.gltf.nodes for child in node.children}
        return [index for index in range(len(self.gltf.nodes)) if index not in children]

    def _mesh(self, primitive: _Primitive, matrix: Array) -> Mesh:
        if primitive.mode != 4:
            _refuse("it draws points, lines or strips", "Export triangles.")
        if "POSITION" not in primitive.attributes:
            _refuse("a primitive has no POSITION", "Export positions.")
        points = self._values(primitive.attributes["POSITION"], 3)
        self._charge(len(points), 0)
        faces = self._triangles(primitive, len(points))
        self._charge(0, len(faces))
        placed = points @ matrix[:3, :3].T + matrix[:3, 3]
        if not np.isfinite(placed).all() or np.abs(placed).max(initial=0) > 1e7:
            _refuse("a position isn't a number, or is more than 100 km away", "Apply the scale before you export.")
        uvs, own = self._uvs(primitive, placed), self._normals(primitive, len(placed), matrix)
        if own is not None:
            return Mesh(placed, own, uvs, faces)
        return creased(Mesh(placed, smooth_normals(placed, faces), uvs, faces))

    def _normals(self, primitive: _Primitive, count: int, matrix: Array) -> Array | None:
        """The file's own, where they are of use."""
        if "NORMAL" not in primitive.attributes or not abs(np.linalg.det(matrix[:3, :3])) > 1e-12:
            return None
        own = self._values(primitive.attributes["NORMAL"], 3, count) @ np.linalg.inv(matrix[:3, :3])
        length = np.linalg.norm(own, axis=1, keepdims=True)
        return np.asarray(own / length) if np.isfinite(own).all() and (length > 1e-9).all() else None

    def _uvs(self, primitive: _Primitive, placed: Array) -> Array:
        if "TEXCOORD_0" not in primitive.attributes:
            return np.asarray(placed[:, :2] / METRE)
        uvs = self._values(primitive.attributes["TEXCOORD_0"], 2, len(placed))
        return np.nan_to_num(np.clip(uvs, -1e4, 1e4))

    def _triangles(self, primitive: _Primitive, count: int) -> NDArray[np.int64]:
        if primitive.indices is None:
            order = np.arange(count // 3 * 3, dtype=np.int64)
        else:
            order = self._values(primitive.indices, 1)[:, 0].astype(np.int64)
        if len(order) % 3 or (len(order) and (order.min() < 0 or order.max() >= count)):
            _refuse("its indices point past its vertices", "Export it again.")
        return order.reshape(-1, 3)

    def _charge(self, vertices: int, faces: int) -> None:
        self.vertices, self.faces = self.vertices + vertices, self.faces + faces
        if self.vertices > MAX_VERTICES or self.faces > MAX_FACES:
            _refuse(f"it has more than {MAX_VERTICES} vertices or {MAX_FACES} triangles", "Decimate the mesh.")

    def _values(self, index: int, width: int, count: int | None = None) -> Array:
        """The numbers (n, width) of an accessor, copied out of its buffer."""
        accessor = self._at(self.gltf.accessors, index, "accessors")
        kind = COMPONENTS.get(accessor.componentType)
        if kind is None or WIDTHS.get(accessor.type) != width or accessor.sparse is not None:
            _refuse(f"accessors[{index}] has a form that isn't read here", "Export without sparse or packed data.")
        if accessor.bufferView is None or (count is not None and accessor.count != count):
            _refuse(f"accessors[{index}] doesn't fit the others", "Export it again.")
        if not 0 < accessor.count <= 3 * MAX_FACES:
            _refuse(f"accessors[{index}] announces {accessor.count} values", "Decimate the mesh.")
        item = np.dtype(kind)
        raw, stride = self._view(accessor.bufferView)
        stride = stride or item.itemsize * width
        if accessor.byteOffset + stride * (accessor.count - 1) + item.itemsize * width > len(raw):
            _refuse(f"accessors[{index}] announces more values than its buffer holds", "Send the whole file.")
        laid = np.ndarray((accessor.count, width), item, raw, accessor.byteOffset, (stride, item.itemsize))
        scale = float(np.iinfo(item).max) if accessor.normalized and item.kind in "iu" else 1.0
        return laid.astype(np.float64) / scale

    def _view(self, index: int) -> tuple[bytes, int | None]:
        view = self._at(self.gltf.bufferViews, index, "bufferViews")
        raw = self._buffer(view.buffer)
        if view.byteOffset + view.byteLength > len(raw):
            _refuse(f"bufferViews[{index}] reaches past its buffer", "Send the whole file.")
        return raw[view.byteOffset : view.byteOffset + view.byteLength], view.byteStride

    def _buffer(self, index: int) -> bytes:
        if index not in self.buffers:
            buffer = self._at(self.gltf.buffers, index, "buffers")
            self.buffers[index] = self.binary if buffer.uri is None else _embedded(buffer.uri, f"buffers[{index}]")
        return self.buffers[index]

    def _finish(self, primitive: _Primitive) -> Any:
        material = _Material()
        if primitive.material is not None:
            material = self._at(self.gltf.materials, primitive.material, "materials")
        pbr = material.pbrMetallicRoughness
        params: dict[str, Any] = {
            "color": hex_of(_encoded(pbr.baseColorFactor[:3])),
            "metallic": pbr.metallicFactor,
            "roughness": max(pbr.roughnessFactor, 0.03),
        }
        maps = {"color_map": pbr.baseColorTexture, "surface_map": pbr.metallicRoughnessTexture}
        for name, used in {**maps, "normal_map": material.normalTexture}.items():
            if used is not None:
                params[name] = base64.b64encode(self._image(used.index)).decode()
        return finish("pbr", **params)

    def _image(self, texture: int) -> bytes:
        source = self._at(self.gltf.textures, texture, "textures").source
        if source is None:
            _refuse(f"textures[{texture}] has no image", "Embed images as PNG, JPEG or WebP.")
        image = self._at(self.gltf.images, source, "images")
        raw = self._view(image.bufferView)[0] if image.bufferView is not None else b""
        content = raw or _embedded(image.uri or "", f"images[{source}]")
        picture(content, 16)
        return content

    @staticmethod
    def _at(items: Sequence[Any], index: int, what: str) -> Any:
        if index >= len(items):
            _refuse(f"{what}[{index}] isn't there", "Export it again.")
        return items[index]


def _embedded(uri: str, where: str) -> bytes:
    """The bytes of a data URI; anything else is outside the file."""
    head, comma, body = uri.partition(",")
    if not head.startswith("data:") or not head.endswith(";base64") or not comma:
        _refuse(f"{where} points outside the file ({uri[:40]!r})", "Embed everything: export as GLB.")
    try:
        return base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError):
        _refuse(f"{where} isn't base64", "Export as GLB.")


def _encoded(rgb: Sequence[float]) -> tuple[float, float, float]:
    """sRGB of linear components (IEC 61966-2-1)."""
    r, g, b = (12.92 * c if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055 for c in rgb)
    return r, g, b


def _matrix(node: _Node) -> Array:
    if node.matrix is not None:
        return np.array(node.matrix, float).reshape(4, 4).T
    x, y, z, w = node.rotation
    length = float(np.sqrt(x * x + y * y + z * z + w * w)) or 1.0
    x, y, z, w = x / length, y / length, z / length, w / length
    matrix = np.eye(4)
    matrix[:3, :3] = [
        [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
        [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
        [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
    ]
    matrix[:3, :3] *= np.array(node.scale)
    matrix[:3, 3] = node.translation
    return matrix
