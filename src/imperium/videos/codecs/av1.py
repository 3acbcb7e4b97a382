"""AV1 Main, ten bits."""

from imperium.videos.codec import Codec, Rates, Take
from imperium.videos.hdr.boxes import SVT_MASTERING


def _options(take: Take) -> dict[str, str]:
    told = [f"keyint={take.fps}", "scd=0", "pred-struct=1", "lp=2"]
    if take.hdr:
        told += ["color-primaries=9", "transfer-characteristics=16", "matrix-coefficients=9"]
        told += [f"mastering-display={SVT_MASTERING}"]
    return {
        "preset": "11" if take.quick or take.pixels > 9_000_000 else "9",
        "crf": "26",
        "svtav1-params": ":".join(told),
    }


def _rates(take: Take) -> Rates:
    key, between = (0.28, 0.022) if take.hdr else (0.5, 0.08)
    return Rates(key, between, 0.31, 0.29, 0.0, 0.36)


CODEC = Codec("libsvtav1", "av01", 10, _options, _rates)
