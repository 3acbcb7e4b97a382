"""HDR10+ as this project writes it and as others read it."""

import shutil
import subprocess
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.platform.capability import Context
from imperium.videos.grading import grading, nits_of, pq
from imperium.videos.hdr.bits import escaped, kind, sample_of, unescaped, units, with_messages
from imperium.videos.hdr.boxes import boxes, with_light_boxes
from imperium.videos.hdr.messages import (
    CONTENT_LIGHT,
    USER_DATA_T35,
    FrameLight,
    dynamic_message,
    messages,
    read_dynamic,
    read_static,
    static_message,
)
from imperium.videos.hdr.statistics import frame_light

tenths = st.integers(0, 100_000)
lights = st.builds(FrameLight, st.tuples(tenths, tenths, tenths), tenths, st.tuples(*[tenths] * 9))


@given(st.binary(max_size=300))
def test_escaping_is_undone_and_hides_start_codes(payload: bytes) -> None:
    hidden = escaped(payload)
    assert unescaped(hidden) == payload
    assert all(hidden[at : at + 2] != b"\0\0" or hidden[at + 2] > 2 for at in range(len(hidden) - 2))


@given(lights)
def test_dynamic_metadata_is_read_back(light: FrameLight) -> None:
    sample = with_messages(sample_of([b"\x40\x01vps", b"\x26\x01slice"]), [dynamic_message(light)])
    ((number, payload),) = messages(sample)
    assert number == USER_DATA_T35
    assert read_dynamic(payload) == light
    assert [kind(unit) for unit in units(sample)] == [32, 39, 19]


def test_static_metadata_is_read_back() -> None:
    ((number, payload),) = messages(sample_of([static_message(1000, 203)]))
    assert (number, read_static(payload)) == (CONTENT_LIGHT, (1000, 203))


def test_other_messages_are_not_taken_for_ours() -> None:
    assert read_dynamic(b"\xb5\x00\x31GA94" + bytes(40)) is None


@given(st.floats(0, 10_000))
def test_pq_is_undone(nits: float) -> None:
    assert float(nits_of(pq(nits))) == pytest.approx(nits, rel=1e-4, abs=1e-3)


def test_the_pq_curve_has_the_standards_values() -> None:
    assert pq([0.005, 0.1, 100, 1000, 10_000]) == pytest.approx([0.0151, 0.0623, 0.5081, 0.7518, 1.0], abs=2e-4)


def test_white_is_203_nits_and_statistics_tell_so() -> None:
    signal = grading(None, "hdr").signal(np.ones((16, 16, 3), np.float32))
    light = frame_light(signal)
    assert light.brightest == pytest.approx((2030, 2030, 2030), rel=0.01)
    assert light.mean == pytest.approx(2030, rel=0.01)
    assert set(light.distribution) == {light.distribution[0]}


def test_hdr_is_the_sdr_picture_below_its_highlights() -> None:
    from imperium.scene.scene import Grade
    from imperium.videos.grading import unsrgb

    grade = Grade(bloom=0, vignette=0)
    levels = np.repeat(np.geomspace(0.01, 40, 64, dtype=np.float32)[None, :, None], 3, 2)
    sdr = unsrgb(grading(grade, "sdr").signal(levels.copy()))[0, :, 1] * 203
    hdr = nits_of(grading(grade, "hdr").signal(levels.copy()))[0, :, 1]
    dark = sdr < 60
    assert hdr[dark] == pytest.approx(sdr[dark], rel=0.03, abs=0.05)
    assert np.all(np.diff(hdr) >= 0)
    assert 400 < hdr[-1] <= 1000


@pytest.mark.asyncio(loop_scope="module")
async def test_a_film_in_hdr10_plus(context: Context) -> None:
    inputs = {"prompt": "a mug", "resolution": "128x96", "duration": 1, "fps": 8, "hdr": "hdr10plus", "hls": True}
    output = (await context.call("video_generation", inputs)).output
    path = context.artifacts.path(output["video"]["name"])
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        assert (stream.codec_context.name, stream.codec_context.pix_fmt) == ("hevc", "yuv420p10le")
        assert stream.codec_context.color_trc == 16
        samples = [(packet.is_keyframe, bytes(packet)) for packet in container.demux(stream) if packet.size]
    assert len(samples) == 8
    for key, sample in samples:
        found = dict(messages(sample))
        assert read_dynamic(found[USER_DATA_T35])
        if key:
            assert read_static(found[CONTENT_LIGHT]) == (output["max_cll"], output["max_fall"])
    content = path.read_bytes()
    assert content.count(b"mdcv") == content.count(b"clli") == 1
    assert [box.kind for box in boxes(content, 0, len(content))][:2] == [b"ftyp", b"moov"]
    assert output["sdr"]["media_type"] == "video/mp4"
    assert output["stream"]["media_type"] == "application/zip"
    _others_agree(path)


def _others_agree(path: Path) -> None:
    """What ffprobe and mediainfo say, where they are installed."""
    if shutil.which("ffprobe"):
        asked = ["ffprobe", "-v", "error", "-show_frames", str(path)]
        shown = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
        assert shown.count("HDR Dynamic Metadata SMPTE2094-40 (HDR10+)") == 8
        streams = ["ffprobe", "-v", "error", "-show_streams", str(path)]
        shown = subprocess.run(streams, capture_output=True, text=True, check=True).stdout
        assert "Mastering display metadata" in shown
        assert "Content light level metadata" in shown
    if shutil.which("mediainfo"):
        shown = subprocess.run(["mediainfo", str(path)], capture_output=True, text=True, check=True).stdout
        assert "HDR10+ Profile A compatible" in shown


def test_a_file_without_a_track_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "odd.mp4"
    path.write_bytes(b"\0\0\0\x08ftyp\0\0\0\x08moov")
    with pytest.raises(ValueError, match="track"):
        with_light_boxes(path, 1000, 200)
    assert path.read_bytes() == b"\0\0\0\x08ftyp\0\0\0\x08moov"
