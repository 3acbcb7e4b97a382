"""From afar and wide: more of the place than of the subject."""

from imperium.scene.camera_rule import CameraRule

CAMERA = CameraRule("from afar and wide, more of the place than of the subject", elevation=6, fov=62, fill=0.26)
