"""H.265 Main 10, with HDR10 where the picture is HDR."""

from imperium.videos.codec import Codec, Rates, Take
from imperium.videos.hdr.boxes import X265_MASTERING

ULTRA = 9_000_000  # pixels from which on memory is what counts


def _is_hasty(take: Take) -> bool:
    return take.pixels > ULTRA or take.quick


def _options(take: Take) -> dict[str, str]:
    preset = "ultrafast" if _is_hasty(take) else "superfast" if take.pixels > 1_000_000 else "medium"
    told = ["log-level=error", "repeat-headers=1", "scenecut=0", f"keyint={take.fps}", "open-gop=0", "range=limited"]
    told.append("pools=2" if take.pixels > 500_000 else "pools=none:wpp=0:frame-threads=1")
    if take.hdr:
        told += ["colorprim=bt2020", "transfer=smpte2084", "colormatrix=bt2020nc", f"master-display={X265_MASTERING}"]
    else:
        told += ["colorprim=bt709", "transfer=bt709", "colormatrix=bt709"]
    if take.pixels > ULTRA:
        told += ["rc-lookahead=1", "frame-threads=1", "bframes=0", "ref=1"]  # a picture that waits takes 0.5 GB
    return {"preset": preset, "crf": "18" if take.hdr else "20", "x265-params": ":".join(told)}


def _rates(take: Take) -> Rates:
    more = 1.1 if _is_hasty(take) else 1.0
    key, between = (0.19, 0.0305) if take.hdr else (0.31, 0.067)
    return Rates(key * more, between * more, 0.45, 0.36, 0.27, 0.85)


CODEC = Codec("libx265", "hvc1", 10, _options, _rates)
