"""From low down and near: the subject towers."""

from imperium.scene.camera_rule import CameraRule

CAMERA = CameraRule(
    "from low down and near, so that the subject towers", elevation=-6, fov=44, fill=0.72, aperture=0.3, rise=0.02
)
