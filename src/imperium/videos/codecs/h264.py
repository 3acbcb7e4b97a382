"""H.264, eight bits: every browser plays it."""

from imperium.videos.codec import Codec, Rates, Take

WIDE = 2_100_000  # pixels from which on the encoder's own work counts


def _options(take: Take) -> dict[str, str]:
    preset = "veryfast" if take.quick else "medium" if take.pixels < 1_000_000 else "faster"
    if take.pixels > WIDE:
        preset = "superfast"
    return {"crf": "18", "preset": preset, "threads": "2", "x264-params": f"keyint={take.fps}:scenecut=0"}


def _rates(take: Take) -> Rates:
    more = 1.9 if take.pixels > WIDE else 1.0
    return Rates(0.44 * more, 0.125 * more, 0.3, 0.2, 0.25, 0.78)


CODEC = Codec("libx264", "avc1", 8, _options, _rates)
