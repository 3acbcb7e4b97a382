"""Straight on, a little from above, through a long lens."""

from imperium.scene.camera_rule import CameraRule

CAMERA = CameraRule("straight on through a long lens", elevation=8, fov=27, fill=0.68, azimuth=0, aperture=0.4)
