"""The stage: a scene as objects of the renderer. Runs in a worker process, after a variant of Mitsuba was chosen.

Besides the lit scene there are two looks of it that shine by themselves, in their albedo or their normals: drawn at
depth 1 they are the denoiser's guides, and thirty times faster to draw than the renderer's own auxiliary layers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any, Literal

import numpy as np

from imperium.scene.maker import Part, parts_of
from imperium.scene.material import Node, Surface, bsdf
from imperium.scene.mesh import Array, Mesh, rotation, scaling, translation
from imperium.scene.rig import lamps
from imperium.scene.scene import Camera, Finish, Scene, Thing
from imperium.scene.subjects import subjects
from imperium.scene.weighing import weighed
from imperium.scene.window import Box

CACHED_MATERIALS = 64
CACHED_THINGS = 64
HAIR = 2e-3  # cm
REFRACTING = ("gemstone", "glass", "liquid")  # materials
ONE_SIDED = ("diffuse", "roughplastic", "roughconductor", "principled", "normalmap")
COLOURS = ("base_color", "reflectance", "diffuse_reflectance", "specular_reflectance", "specular_transmittance")


def stage(scene: Scene, width: int, height: int) -> Any:
    """The loaded Mitsuba scene, with the scene's own sensor."""
    nodes: dict[str, Any] = {"type": "scene", "sensor": sensor(scene.camera, width, height)}
    for name, part, thing in _parts(scene):
        surface, emission, _ = _material(_mitsuba().variant(), *_dressed(part, thing))
        nodes[name] = mesh_shape(name, part.mesh, surface, emission)
    for name, lamp in weighed(lamps(scene.rig), scene.rig.target).items():
        nodes[f"light_{name}"] = _loaded(lamp)
    return _mitsuba().load_dict(nodes)


def look(scene: Scene, kind: Literal["albedo", "normal", "mask"]) -> Any:
    """The scene without lamps, in which every surface shines: in its albedo, in its normal coded in 0–1, or white where
    it belongs to what the picture is about."""
    nodes: dict[str, Any] = {"type": "scene"}
    black = _mitsuba().load_dict({"type": "diffuse", "reflectance": 0.0})
    main = subjects(scene)
    for name, part, thing in _parts(scene):
        mesh = _two_sided(part.mesh)
        shine: Any = {"type": "mesh_attribute", "name": "vertex_color"}
        if kind == "albedo":
            shine = _material(_mitsuba().variant(), *_dressed(part, thing))[2]
        elif kind == "mask":
            shine = _value("radiance", np.full(3, float(thing in main)))
        nodes[name] = mesh_shape(name, mesh, black, shine, tinted=kind == "normal")
    return _mitsuba().load_dict(nodes)


def refracts(scene: Scene) -> bool:
    """Whether light is bent by anything in it."""
    finishes = (thing.finishes.get(part.slot, part.finish) for _, part, thing in _parts(scene))
    return any(finish.kind in REFRACTING and not finish.params.get("thin") for finish in finishes)


def _parts(scene: Scene) -> Iterator[tuple[str, Part, Thing]]:
    """The parts of all things, where they stand."""
    for number, thing in enumerate(scene.things):
        for index, part in enumerate(_placed(thing.model_dump_json())):
            yield f"thing{number}_{index}_{thing.maker}_{part.slot}", part, thing


@lru_cache(CACHED_THINGS)
def _placed(thing: str) -> tuple[Part, ...]:
    described = Thing.model_validate_json(thing)
    matrix = placement(described)
    return tuple(replace(part, mesh=part.mesh.transformed(matrix)) for part in parts_of(described))


def _two_sided(mesh: Mesh) -> Mesh:
    """The mesh with a back a hair behind it: lamps shine to one side only."""
    return Mesh(
        np.concatenate([mesh.vertices, mesh.vertices - mesh.normals * HAIR]),
        np.concatenate([mesh.normals, -mesh.normals]),
        np.concatenate([mesh.uvs, mesh.uvs]),
        np.concatenate([mesh.faces, mesh.faces[:, ::-1] + len(mesh.vertices)]),
    )


def sensor(
    camera: Camera, width: int, height: int, sharp: bool = False, box: Box | None = None, alpha: bool = False
) -> dict[str, Any]:
    """A pinhole, or a lens when the camera has an aperture and `sharp` isn't asked for. Of a picture of that size it
    sees a box, or all of it."""
    lens = camera.aperture > 0 and not sharp
    distance = camera.focus or float(np.linalg.norm(np.subtract(camera.target, camera.origin)))
    film = {
        "type": "hdrfilm",
        "width": width,
        "height": height,
        "rfilter": {"type": "box"},
        "pixel_format": "rgba" if alpha else "rgb",
        "component_format": "float32",
        **(_crop(box) if box else {}),
    }
    return {
        "type": "thinlens" if lens else "perspective",
        "fov": camera.fov,
        "fov_axis": "larger",
        "near_clip": 0.5,
        "far_clip": 1e6,
        "to_world": _mitsuba()
        .ScalarTransform4f()
        .look_at(origin=list(camera.origin), target=list(camera.target), up=[0, 0, 1]),
        "film": film,
        "sampler": {"type": "multijitter"},
        **({"aperture_radius": camera.aperture, "focus_distance": distance} if lens else {}),
    }


def _crop(box: Box) -> dict[str, int]:
    return {
        "crop_offset_x": box.left,
        "crop_offset_y": box.top,
        "crop_width": box.width,
        "crop_height": box.height,
    }


def _mitsuba() -> Any:
    import mitsuba

    return mitsuba


def _dressed(part: Part, thing: Thing) -> tuple[str, float, float]:
    finish = thing.finishes.get(part.slot, part.finish)
    return finish.model_dump_json(), part.size[0] * thing.scale, part.size[1] * thing.scale


def placement(thing: Thing) -> Array:
    """The 4×4 matrix from the maker's space to the scene's."""
    return translation(*thing.at) @ rotation((0, 0, 1), thing.turn) @ scaling(thing.scale, thing.scale, thing.scale)


@lru_cache(CACHED_MATERIALS)
def _material(variant: str, finish: str, width: float, height: float) -> tuple[Any, Any, Any]:
    """BSDF, radiance where it shines, and what it shines in for the albedo look; kept for each variant.

    The pictures of one job mostly share their materials. The arrays they are loaded from are given back at once: they
    are most of what a scene weighs.
    """
    node = bsdf(Finish.model_validate_json(finish), Surface(width, height))
    plain = {key: value for key, value in node.items() if key != "emission"}
    surface = _loaded({"type": "twosided", "bsdf": plain} if plain["type"] in ONE_SIDED else plain)
    return surface, _value("radiance", node["emission"]) if "emission" in node else None, _albedo(node)


def _albedo(node: Node) -> Any:
    """The surface's colour, or its light where it is a lamp."""
    if "emission" in node:
        return _value("radiance", np.clip(node["emission"], 0, 1))
    while "bsdf" in node:
        node = node["bsdf"]
    colour = next((node[key] for key in COLOURS if key in node), np.full(3, 0.8, np.float32))
    return _value("radiance", colour)


def mesh_shape(name: str, mesh: Mesh, surface: Any, radiance: Any = None, tinted: bool = False) -> Any:
    """A mesh of the renderer with a loaded BSDF and, where it shines, an area light; `tinted` adds its normals."""
    mi = _mitsuba()
    props = mi.Properties()
    props["bsdf"] = surface
    if radiance is not None:
        props["emitter"] = mi.load_dict({"type": "area", "radiance": radiance})
    shape = mi.Mesh(
        name, len(mesh.vertices), len(mesh.faces), has_vertex_normals=True, has_vertex_texcoords=True, props=props
    )
    if tinted:
        shape.add_attribute("vertex_color", 3, (mesh.normals * 0.5 + 0.5).astype(np.float32).ravel())
    fields = mi.traverse(shape)
    fields["vertex_positions"] = np.ascontiguousarray(mesh.vertices, np.float32).ravel()
    fields["vertex_normals"] = np.ascontiguousarray(mesh.normals, np.float32).ravel()
    fields["vertex_texcoords"] = np.ascontiguousarray(mesh.uvs, np.float32).ravel()
    fields["faces"] = np.ascontiguousarray(mesh.faces, np.uint32).ravel()
    fields.update()
    return shape


def _loaded(node: Node) -> Any:
    if "mesh" in node:
        return mesh_shape("shade", node["mesh"], _loaded(node["bsdf"]))
    return _mitsuba().load_dict(_value("", node))


def _value(key: str, value: Any) -> Any:
    """Plain data to what the loader takes: (h, w) and (h, w, 3) arrays are bitmaps, (3,) colours, 4×4 transforms."""
    mi = _mitsuba()
    if isinstance(value, dict):
        return {name: _value(name, part) for name, part in value.items()}
    if not isinstance(value, np.ndarray):
        return value
    if key == "to_world":
        return mi.ScalarTransform4f(value)
    if value.ndim == 1:
        return {"type": "rgb", "value": [float(part) for part in value]}
    pixels = np.ascontiguousarray(value if value.ndim == 3 else value[..., None], np.float32)
    if key == "bitmap":
        return mi.Bitmap(pixels)
    return {"type": "bitmap", "bitmap": mi.Bitmap(pixels), "raw": True, "format": "fp16"}
