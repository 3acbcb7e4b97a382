"""All edges alike: from a corner, far away through a very long lens."""

from imperium.scene.camera_rule import CameraRule

CAMERA = CameraRule("from a corner and far away, all edges alike", elevation=35.264, fov=9, fill=0.66, azimuth=45)
