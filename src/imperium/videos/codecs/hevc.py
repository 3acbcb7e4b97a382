"""H.265 Main 10, with HDR10 where the picture is HDR."""

from imperium.videos.codec import Codec, Take
from imperium.videos.hdr.boxes import X265_MASTERING

ULTRA = 9_000_000  # pixels from which on memory is what counts


def _options(take: Take) -> dict[str, str]:
    preset = "ultrafast" if take.pixels > ULTRA or take.quick else "superfast" if take.pixels > 1_000_000 else "medium"
    told = ["log-level=error", "repeat-headers=1", "scenecut=0", f"keyint={take.fps}", "open-gop=0", "range=limited"]
    told.append("pools=2" if take.pixels > 500_000 else "pools=none:wpp=0:frame-threads=1")
    if take.hdr:
        told += ["colorprim=bt2020", "transfer=smpte2084", "colormatrix=bt2020nc", f"master-display={X265_MASTERING}"]
    else:
        told += ["colorprim=bt709", "transfer=bt709", "colormatrix=bt709"]
    if take.pixels > ULTRA:
        told += ["rc-lookahead=5", "frame-threads=1", "bframes=0", "ref=1"]  # a picture that waits takes 0.5 GB
    return {"preset": preset, "crf": "18" if take.hdr else "20", "x265-params": ":".join(told)}


CODEC = Codec("libx265", "hvc1", 10, _options, bits_a_pixel=0.028, floor_bits=18_000)
