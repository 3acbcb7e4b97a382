"""From high above."""

from imperium.scene.camera_rule import CameraRule

CAMERA = CameraRule("from high above", elevation=58, fov=34, fill=0.60)
