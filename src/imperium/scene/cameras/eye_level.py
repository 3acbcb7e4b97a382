"""As somebody who stands there sees it."""

from imperium.scene.camera_rule import CameraRule

CAMERA = CameraRule("as somebody who stands there sees it", elevation=3, fov=38, fill=0.6, aperture=0.2)
