"""H.264, eight bits: every browser plays it."""

from imperium.videos.codec import Codec, Take

WIDE = 2_100_000  # pixels from which on the encoder's own work counts


def _options(take: Take) -> dict[str, str]:
    preset = "veryfast" if take.quick else "medium" if take.pixels < 1_000_000 else "faster"
    if take.pixels > WIDE:
        preset = "superfast"
    return {"crf": "18", "preset": preset, "threads": "2", "x264-params": f"keyint={take.fps}:scenecut=0"}


CODEC = Codec("libx264", "avc1", 8, _options, bits_a_pixel=0.146, floor_bits=20_000)
