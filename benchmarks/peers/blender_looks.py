"""The nearest that Blender's shaders come to the materials and lamps of an exchanged scene."""

import bpy
import numpy as np
from mathutils import Matrix

METRES = 0.01  # a centimetre
GLASS = 1.49  # the index of a plastic's coat where none is given
REFLECTED = {
    "Cr": (0.55, 0.556, 0.554),
    "Al": (0.912, 0.914, 0.92),
    "Au": (1.0, 0.782, 0.344),
    "Cu": (0.955, 0.638, 0.538),
}
"""Light that a polished metal reflects head-on, in linear Rec. 709."""


def material(name, node):
    """A material of Blender's for a surface of ours; raises KeyError for a kind that has no counterpart here."""
    made = bpy.data.materials.new(name)
    made.use_nodes = True
    tree = made.node_tree
    tree.nodes.clear()
    output = tree.nodes.new("ShaderNodeOutputMaterial")
    tree.links.new(_shader(tree, node, None), output.inputs["Surface"])
    return made


def _shader(tree, node, normal):
    return SHADERS[node["type"]](tree, node, normal)


def _inner(tree, node, normal):
    return _shader(tree, node["bsdf"], normal)


def _bumped(tree, node, normal):
    bump = tree.nodes.new("ShaderNodeNormalMap")
    bump.uv_map = "UVMap"
    _set(tree, bump, "Color", node["normalmap"])
    return _shader(tree, node["bsdf"], bump.outputs["Normal"])


def _diffuse(tree, node, normal):
    return _made(tree, "ShaderNodeBsdfDiffuse", normal, {"Color": node["reflectance"]})


def _principled(tree, node, normal):
    inputs = {
        "Base Color": node["base_color"],
        "Roughness": node["roughness"],
        "Specular IOR Level": node.get("specular", 0.5),
        "Sheen Weight": node.get("sheen", 0.0),
    }
    return _made(tree, "ShaderNodeBsdfPrincipled", normal, inputs)


def _plastic(tree, node, normal):
    inputs = {
        "Base Color": node["diffuse_reflectance"],
        "Roughness": node["alpha"] ** 0.5,
        "IOR": node.get("int_ior", GLASS),
    }
    return _made(tree, "ShaderNodeBsdfPrincipled", normal, inputs)


def _metal(tree, node, normal):
    """Brushed along u where its roughness is the smaller there."""
    along, across = node["alpha_u"], node["alpha_v"]
    inputs = {
        "Base Color": np.multiply(REFLECTED[node["material"]], node.get("specular_reflectance", 1.0)),
        "Metallic": 1.0,
        "Roughness": (along * across) ** 0.25,
        "Anisotropic": min((1 - min(along, across) / max(along, across)) / 0.9, 1.0),
        "Anisotropic Rotation": 0.0 if along >= across else 0.25,
    }
    output = _made(tree, "ShaderNodeBsdfPrincipled", normal, inputs)
    tangent = tree.nodes.new("ShaderNodeTangent")
    tangent.direction_type, tangent.uv_map = "UV_MAP", "UVMap"
    tree.links.new(tangent.outputs["Tangent"], output.node.inputs["Tangent"])
    return output


def _leaf(tree, node, normal):
    """A mirror-like coat over a sheet that lets a share of the light through."""
    inputs = {"Base Color": node["base_color"], "Roughness": node["roughness"], "IOR": node["eta"]}
    mixed = tree.nodes.new("ShaderNodeMixShader")
    mixed.inputs["Fac"].default_value = node["diff_trans"] / 2
    tree.links.new(_made(tree, "ShaderNodeBsdfPrincipled", normal, inputs), mixed.inputs[1])
    through = _made(tree, "ShaderNodeBsdfTranslucent", normal, {"Color": node["base_color"]})
    tree.links.new(through, mixed.inputs[2])
    return mixed.outputs["Shader"]


SHADERS = {
    "twosided": _inner,
    "normalmap": _bumped,
    "diffuse": _diffuse,
    "principled": _principled,
    "roughplastic": _plastic,
    "roughconductor": _metal,
    "principledthin": _leaf,
}


def _made(tree, kind, normal, inputs):
    shader = tree.nodes.new(kind)
    for name, value in inputs.items():
        _set(tree, shader, name, value)
    if normal is not None:
        tree.links.new(normal, shader.inputs["Normal"])
    return shader.outputs["BSDF"]


def _set(tree, node, name, value):
    """A number, a colour, or a texture."""
    if np.ndim(value) < 2:
        node.inputs[name].default_value = value if np.ndim(value) == 0 else (*map(float, value), 1.0)
        return
    texture = tree.nodes.new("ShaderNodeTexImage")
    texture.image = picture(name, value)
    tree.links.new(texture.outputs["Color"], node.inputs[name])


def picture(name, pixels):
    """An image of linear light from an array (h, w) or (h, w, 3), row 0 at the bottom."""
    height, width = pixels.shape[:2]
    full = np.ones((height, width, 4), np.float32)
    full[..., :3] = pixels if pixels.ndim == 3 else pixels[..., None]
    image = bpy.data.images.new(name, width, height, float_buffer=True, is_data=True)
    image.pixels.foreach_set(full.ravel())
    image.update()
    return image


def lamp(name, node):
    """An area light that faces +z of its matrix, and shines as brightly."""
    matrix = np.array(node["to_world"])
    width, height = (np.linalg.norm(matrix[:3, axis]) * 2 * METRES for axis in (0, 1))
    light = bpy.data.lights.new(name, "AREA")
    light.shape = {"rectangle": "RECTANGLE", "disk": "ELLIPSE"}[node["type"]]
    light.size, light.size_y = width, height
    radiance = np.array(node["emitter"]["radiance"])
    area = width * height * (1.0 if light.shape == "RECTANGLE" else np.pi / 4)
    light.energy = (
        4 * area * float(radiance.max())
    )  # of an area light, radiance is a quarter of the power a unit of area
    light.color = [float(part) for part in radiance / radiance.max()]
    placed = bpy.data.objects.new(name, light)
    placed.matrix_world = Matrix(_turned(matrix).tolist())
    return placed


def _turned(matrix):
    """Blender's lamps and cameras look along -z: half a turn about x."""
    placed = np.eye(4)
    axes = matrix[:3, :3] / np.linalg.norm(matrix[:3, :3], axis=0)
    placed[:3, :3] = axes * [1, -1, -1]
    placed[:3, 3] = matrix[:3, 3] * METRES
    return placed


def sky(node):
    """A dome that is the same all round, from a picture whose row 0 is overhead."""
    world = bpy.data.worlds.new("sky")
    world.use_nodes = True
    tree = world.node_tree
    texture = tree.nodes.new("ShaderNodeTexEnvironment")
    texture.image = picture("sky", np.ascontiguousarray(np.array(node["bitmap"])[::-1]))
    tree.links.new(texture.outputs["Color"], tree.nodes["Background"].inputs["Color"])
    return world
