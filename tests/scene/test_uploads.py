"""Uploaded models: what is right is drawn, what is hostile is refused in words, and nothing outside is opened."""

import base64
import json
import struct
import zlib
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from imperium.platform.errors import InvalidInput
from imperium.scene.maker import Part, maker
from imperium.scene.material import Surface, bsdf
from imperium.scene.uploads import MAX_NODES, read_upload

TRIANGLE = np.array([[0, 0, 0], [1, 0, 0], [0, 2, 0]], "<f4").tobytes() + np.array([0, 1, 2], "<u2").tobytes() + b"\0\0"


def gltf(**changes: Any) -> dict[str, Any]:
    """One triangle of a metre by two, standing in the plane that looks to the viewer."""
    return {
        "asset": {"version": "2.0"},
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}, "indices": 1, "material": 0}]}],
        "materials": [{"pbrMetallicRoughness": {"baseColorFactor": [1, 0, 0, 1], "roughnessFactor": 0.25}}],
        "accessors": [
            {"bufferView": 0, "componentType": 5126, "count": 3, "type": "VEC3"},
            {"bufferView": 1, "componentType": 5123, "count": 3, "type": "SCALAR"},
        ],
        "bufferViews": [
            {"buffer": 0, "byteOffset": 0, "byteLength": 36},
            {"buffer": 0, "byteOffset": 36, "byteLength": 6},
        ],
        "buffers": [{"byteLength": 44}],
        **changes,
    }


def textured(uri: str) -> dict[str, Any]:
    """The triangle with a picture on it."""
    red = {"pbrMetallicRoughness": {"baseColorTexture": {"index": 0}, "metallicFactor": 0}}
    return gltf(materials=[red], textures=[{"source": 0}], images=[{"uri": uri}])


def glb(document: dict[str, Any], binary: bytes = TRIANGLE) -> bytes:
    text = json.dumps(document).encode()
    text += b" " * (-len(text) % 4)
    chunks = struct.pack("<II", len(text), 0x4E4F534A) + text + struct.pack("<II", len(binary), 0x004E4942) + binary
    return b"glTF" + struct.pack("<II", 2, 12 + len(chunks)) + chunks


def refused(content: bytes) -> str:
    with pytest.raises(InvalidInput) as caught:
        read_upload(content)
    assert caught.value.field == "scene.things.params.data"
    assert caught.value.remedy
    return caught.value.detail


def only(content: bytes) -> Part:
    (part,) = read_upload(content)
    return part


def test_a_triangle_in_metres_with_y_up_becomes_centimetres_with_z_up() -> None:
    part = only(glb(gltf()))
    assert part.mesh.vertices.tolist() == [[0, 0, 0], [100, 0, 0], [0, 0, 200]]
    assert np.allclose(part.mesh.normals, [0, -1, 0])
    assert part.finish.params == {"color": "#ff0000", "metallic": 1.0, "roughness": 0.25}


def test_a_data_uri_is_the_same_as_a_chunk() -> None:
    uri = "data:application/octet-stream;base64," + base64.b64encode(TRIANGLE).decode()
    document = gltf(buffers=[{"byteLength": 44, "uri": uri}])
    assert only(json.dumps(document).encode()).mesh.vertices.tolist() == only(glb(gltf())).mesh.vertices.tolist()


def test_nodes_place_what_they_hold() -> None:
    half = 0.5**0.5
    nodes = [
        {"children": [1], "translation": [0, 1, 0]},
        {"mesh": 0, "scale": [2, 2, 2], "rotation": [0, 0, half, half]},
    ]
    corner = only(glb(gltf(nodes=nodes))).mesh.vertices[1]
    assert np.allclose(corner, [0, 0, 300])


def test_an_embedded_image_dresses_the_part() -> None:
    picture = BytesIO()
    Image.new("RGB", (4, 2), (255, 128, 0)).save(picture, "PNG")
    image = "data:image/png;base64," + base64.b64encode(picture.getvalue()).decode()
    node = bsdf(only(glb(textured(image))).finish, Surface(1, 1))
    assert node["base_color"].shape == (2, 4, 3)
    assert np.allclose(node["base_color"][0, 0], [1, 0.2159, 0], atol=1e-3)


def test_an_obj_is_cut_into_triangles_by_material() -> None:
    text = (
        b"mtllib ../../etc/passwd\nv 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\nusemtl a\nf 1 2 3 4\nusemtl b\nf -4/ -3// -2\n"
    )
    first, second = read_upload(text)
    assert [len(first.mesh.faces), len(second.mesh.faces)] == [2, 1]
    assert np.allclose(first.mesh.bounds, [[0, 0, 0], [100, 0, 100]])


def test_the_maker_stands_it_on_the_ground_at_the_size_asked_for() -> None:
    (part,) = maker("uploaded").make({"data": base64.b64encode(glb(gltf())).decode(), "size": 30})
    low, high = part.mesh.bounds
    assert np.allclose(low, [-7.5, 0, 0])
    assert np.allclose(high, [7.5, 0, 30])


@pytest.mark.parametrize(
    "uri", ["scene.bin", "/etc/passwd", "file:///etc/passwd", "http://example.org/x", "../x", "data:,x"]
)
def test_nothing_outside_the_file_is_opened(uri: str) -> None:
    assert "points outside" in refused(glb(gltf(buffers=[{"byteLength": 44, "uri": uri}])))
    textured = gltf(
        materials=[{"pbrMetallicRoughness": {"baseColorTexture": {"index": 0}}}],
        textures=[{"source": 0}],
        images=[{"uri": uri}],
    )
    assert "points outside" in refused(glb(textured))


@pytest.mark.parametrize("count", [10**9, 4, 0, -1, 2**63, 1.5])
def test_a_count_that_the_bytes_cannot_hold_is_refused(count: float) -> None:
    accessors = gltf()["accessors"]
    refused(glb(gltf(accessors=[{**accessors[0], "count": count}, accessors[1]])))


@pytest.mark.parametrize("children", [[0], [1], [1, 1]])
def test_a_tree_that_comes_back_to_itself_is_refused(children: list[int]) -> None:
    nodes = [{"mesh": 0, "children": children}, {"children": [0] if children == [1] else []}]
    assert "reached twice" in refused(glb(gltf(nodes=nodes)))


def test_a_deep_or_wide_tree_is_refused() -> None:
    refused(glb(gltf(nodes=[{"children": [k + 1]} for k in range(200)] + [{"mesh": 0}])))
    wide = [{"children": list(range(1, MAX_NODES + 2))}] + [{}] * (MAX_NODES + 1)
    refused(glb(gltf(nodes=wide)))


def test_one_mesh_placed_too_often_is_refused() -> None:
    nodes = [{"mesh": 0}] * 300
    assert "parts" in refused(glb(gltf(nodes=nodes, scenes=[{"nodes": list(range(300))}])))


@pytest.mark.parametrize("value", [np.nan, np.inf, 1e30])
def test_a_place_that_is_no_number_is_refused(value: float) -> None:
    points = np.array([[0, 0, 0], [1, 0, value], [0, 2, 0]], "<f4").tobytes()
    assert "isn't a number" in refused(glb(gltf(), points + TRIANGLE[36:]))


def test_indices_past_the_vertices_are_refused() -> None:
    assert "indices" in refused(glb(gltf(), TRIANGLE[:36] + np.array([0, 1, 9, 0], "<u2").tobytes()))


def test_an_image_that_announces_too_much_is_refused() -> None:
    header = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + b"IHDR" + header + struct.pack(">I", zlib.crc32(b"IHDR" + header))
    uri = "data:image/png;base64," + base64.b64encode(b"\x89PNG\r\n\x1a\n" + chunk).decode()
    document = gltf(
        materials=[{"pbrMetallicRoughness": {"baseColorTexture": {"index": 0}}}],
        textures=[{"source": 0}],
        images=[{"uri": uri}],
    )
    refused(glb(document))


def test_compressed_geometry_is_refused_with_what_to_do() -> None:
    assert "KHR_draco" in refused(glb(gltf(extensionsRequired=["KHR_draco_mesh_compression"])))


@pytest.mark.parametrize(
    "text", [b"", b"{", b"{" * 5000, b'{"nodes":' * 3000, b"f 1 2 3", b"v 1 2 nan\n", b"v 1 2\n", b"\xff\xfe"]
)
def test_what_is_no_model_is_refused(text: bytes) -> None:
    refused(text)


@given(st.binary(max_size=400))
@settings(max_examples=80, deadline=None)
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    for start in (b"", b"glTF\2\0\0\0", b"{", b"v 0 0 0\nf "):
        try:
            read_upload(start + content)
        except InvalidInput:
            continue


@given(st.integers(0, len(glb(gltf())) - 1), st.integers(0, 255))
@settings(max_examples=150, deadline=None)
def test_a_file_with_one_byte_changed_is_read_or_refused(at: int, value: int) -> None:
    content = bytearray(glb(gltf()))
    content[at] = value
    try:
        parts = read_upload(bytes(content))
    except InvalidInput:
        return
    assert all(np.isfinite(part.mesh.vertices).all() for part in parts)
