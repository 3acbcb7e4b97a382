"""Blender's Cycles on an exchanged scene: python blender_render.py FOLDER JOBS, where JOBS is a JSON list.

A job is {"file", "side", "samples", "seed", "denoise", "threads"}; a file that ends in .exr holds linear light. Prints
a JSON list of wall and CPU seconds of each whole call, in which Cycles builds its trees, draws and writes the file, and
of the peak memory so far in MiB. What isn't set here is as Blender ships it; adaptive sampling is off.
"""

import json
import resource
import sys
import time
from pathlib import Path

try:
    import bpy
except ImportError as error:
    sys.exit(
        f"Blender's module can't be loaded: {error}. On Debian and Ubuntu it needs "
        "libxi6 libxkbcommon0 libsm6 libice6 libgl1 libegl1 libxxf86vm1 libxfixes3 libxrender1 (apt-get install …)."
    )
import numpy as np
from blender_looks import METRES, lamp, material, sky
from mathutils import Matrix, Vector

SENSOR_MM = 36.0


def read(folder):
    arrays = np.load(folder / "arrays.npz")
    return _resolved(json.loads((folder / "scene.json").read_text()), arrays)


def _resolved(node, arrays):
    if isinstance(node, list):
        return [_resolved(value, arrays) for value in node]
    if not isinstance(node, dict):
        return node
    return arrays[node["array"]] if "array" in node else {key: _resolved(value, arrays) for key, value in node.items()}


def build(tree):
    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = bpy.context.scene
    for mesh in tree["meshes"]:
        scene.collection.objects.link(_object(mesh["name"], mesh))
    for name, node in tree["lamps"].items():
        if node.get("type") == "envmap":
            scene.world = sky(node)
        else:
            scene.collection.objects.link(_object(name, node) if "faces" in node else lamp(name, node))
    scene.camera = _camera(tree["camera"])
    scene.collection.objects.link(scene.camera)
    _settings(scene, tree)
    return scene


def _object(name, node):
    mesh = bpy.data.meshes.new(name)
    faces = node["faces"]
    mesh.vertices.add(len(node["vertices"]))
    mesh.vertices.foreach_set("co", (node["vertices"] * METRES).ravel())
    mesh.loops.add(faces.size)
    mesh.loops.foreach_set("vertex_index", faces.ravel())
    mesh.polygons.add(len(faces))
    mesh.polygons.foreach_set("loop_start", np.arange(0, faces.size, 3, dtype=np.int32))
    mesh.uv_layers.new(name="UVMap").uv.foreach_set("vector", node["uvs"][faces.ravel()].ravel())
    mesh.update()
    mesh.normals_split_custom_set_from_vertices(node["normals"])
    mesh.materials.append(material(name, node["bsdf"]))
    return bpy.data.objects.new(name, mesh)


def _camera(node):
    camera = bpy.data.cameras.new("camera")
    camera.sensor_fit, camera.sensor_width = "AUTO", SENSOR_MM
    camera.angle = np.radians(node["fov"])
    origin, target = Vector(node["origin"]), Vector(node["target"])
    camera.dof.use_dof = node["aperture"] > 0
    if camera.dof.use_dof:
        camera.dof.focus_distance = (node["focus"] or (target - origin).length) * METRES
        camera.dof.aperture_fstop = camera.lens / 1000 / (2 * node["aperture"] * METRES)
    placed = bpy.data.objects.new("camera", camera)
    turned = (target - origin).to_track_quat("-Z", "Y").to_matrix().to_4x4()
    placed.matrix_world = Matrix.Translation(origin * METRES) @ turned
    return placed


def _settings(scene, tree):
    bounces = tree["depth"] - 2  # theirs count from the first surface to the last, ours every stretch of the way
    scene.render.engine, scene.cycles.device = "CYCLES", "CPU"
    scene.cycles.use_adaptive_sampling = False
    scene.cycles.pixel_filter_type = "BOX"
    for kind in ("", "diffuse_", "glossy_", "transmission_"):
        setattr(scene.cycles, f"{kind}{'max_' if not kind else ''}bounces", bounces)
    scene.cycles.denoiser, scene.cycles.denoising_input_passes = "OPENIMAGEDENOISE", "RGB_ALBEDO_NORMAL"
    scene.render.threads_mode, scene.view_settings.view_transform = "FIXED", "AgX"
    scene.view_settings.exposure = tree["exposure"]


def render(scene, job):
    scene.render.resolution_x = scene.render.resolution_y = job["side"]
    scene.render.threads = job["threads"]
    scene.cycles.samples, scene.cycles.seed, scene.cycles.use_denoising = job["samples"], job["seed"], job["denoise"]
    linear = job["file"].endswith(".exr")
    scene.render.image_settings.file_format = "OPEN_EXR" if linear else "PNG"
    scene.render.image_settings.color_mode = "RGB"
    scene.render.image_settings.color_depth = "32" if linear else "8"
    scene.render.filepath = job["file"]
    began, busy = time.perf_counter(), time.process_time()
    bpy.ops.render.render(write_still=True)
    return {
        "wall_s": time.perf_counter() - began,
        "cpu_s": time.process_time() - busy,
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


if __name__ == "__main__":
    built = build(read(Path(sys.argv[1])))
    print(json.dumps([render(built, job) for job in json.loads(sys.argv[2])]))
