"""Very near, little in focus."""

from imperium.scene.camera_rule import CameraRule

CAMERA = CameraRule("very near, little in focus", elevation=14, fov=32, fill=1.3, aperture=0.7)
