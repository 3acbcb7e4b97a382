"""What a file's header tells, and what is wrong with one that can't be used."""

import struct
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.models.local.gguf import parts_of, read
from imperium.platform.errors import InvalidInput

gguf = pytest.importorskip("gguf", reason="the package gguf isn't installed")
tiny_gguf = pytest.importorskip("tiny_gguf")
np = pytest.importorskip("numpy")


def write(path: Path, architecture: str = "llama", **changes: object) -> Path:
    """A file by ggml's own writer: one tensor, and what is given."""
    writer = gguf.GGUFWriter(str(path), architecture)
    writer.add_context_length(4096)
    writer.add_block_count(2)
    writer.add_embedding_length(64)
    writer.add_head_count(4)
    for name, value in changes.items():
        getattr(writer, name)(value)
    writer.add_tensor("token_embd.weight", np.zeros((10, 64), np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def problem(path: Path) -> str:
    with pytest.raises(InvalidInput) as caught:
        read(path)
    assert caught.value.field == "source"
    return caught.value.detail


def test_a_chat_model(tiny: Path) -> None:
    header = read(tiny)
    assert (header.architecture, header.quantization, header.context) == ("llama", "F32", 1024)
    assert header.parameters == 29_408, "as llama.cpp counts them (n_params)"
    assert header.has_template
    assert not header.embeds
    assert header.size == tiny.stat().st_size
    assert header.kv_width == 2 * 32, "one layer, keys and values of 32 numbers"


def test_memory_is_weights_and_keys_and_values(tmp_path: Path) -> None:
    header = read(write(tmp_path / "m.gguf", add_head_count_kv=2))
    assert header.kv_width == 2 * 2 * (16 + 16), "layers × heads × (length of a key + of a value)"
    assert header.memory_bytes(1000) == header.size + 128 * 1000 * 2
    assert header.memory_bytes(10**6) == header.memory_bytes(4096), "never more than the model knows"


def test_heads_may_differ_by_layer_and_lengths_be_told(tmp_path: Path) -> None:
    header = read(write(tmp_path / "m.gguf", add_head_count_kv=[4, 1], add_key_length=100, add_value_length=28))
    assert header.kv_width == (4 + 1) * (100 + 28)


def test_a_model_without_a_template(tmp_path: Path) -> None:
    assert not read(write(tmp_path / "m.gguf")).has_template


def test_the_file_type_goes_before_the_tensors(tmp_path: Path) -> None:
    path = write(tmp_path / "m.gguf", add_file_type=gguf.LlamaFileType.MOSTLY_Q4_K_M)
    assert read(path).quantization == "Q4_K_M"


@pytest.mark.parametrize("architecture", ["bert", "nomic-bert"])
def test_a_model_that_turns_text_into_vectors(tmp_path: Path, architecture: str) -> None:
    assert read(write(tmp_path / "m.gguf", architecture)).embeds


def test_by_its_pooling_too(tmp_path: Path) -> None:
    assert read(write(tmp_path / "m.gguf", add_pooling_type=gguf.PoolingType.LAST)).embeds


def test_a_split_model_is_one(tmp_path: Path) -> None:
    parts = [write(tmp_path / f"big-{number:05}-of-00003.gguf") for number in (1, 2, 3)]
    assert parts_of(parts[1]) == parts
    header = read(parts[0])
    assert header.parts == 3
    assert header.parameters == 3 * 640
    assert header.size == sum(part.stat().st_size for part in parts)
    assert "later part" in problem(parts[1])
    parts[2].unlink()
    assert "big-00003-of-00003.gguf is missing" in problem(parts[0])


def test_what_is_no_gguf(tmp_path: Path) -> None:
    path = tmp_path / "m.gguf"
    assert "there is no file" in problem(path)
    for content, words in (
        (b"", "it isn't a GGUF file"),
        (b"\x93NUMPY", "it isn't a GGUF file"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:00\n", "it is a Git LFS pointer"),
        (b"PK\x03\x04....", "it is a zip file"),
        (b"GGUF" + struct.pack(">IQQ", 3, 0, 0), "it is big-endian"),
        (b"GGUF" + struct.pack("<IQQ", 9, 0, 0), "its version is 9"),
        (b"GGUF" + struct.pack("<IQQ", 3, 10**9, 0), "1,000,000,000 tensors"),
        (b"GGUF" + struct.pack("<IQQ", 3, 0, 0), "doesn't say its architecture"),
        (b"GGUF" + struct.pack("<IQQ", 3, 0, 1) + struct.pack("<Q", 2**60), "ends within its header"),
        (b"GGUF" + struct.pack("<IQQQ", 3, 0, 1, 1) + b"k" + struct.pack("<I", 77), "unknown type 77"),
        (
            b"GGUF" + struct.pack("<IQQQ", 3, 0, 1, 1) + b"k" + struct.pack("<IIQ", 9, 8, 2**50),
            "ends within its header",
        ),
    ):
        path.write_bytes(content)
        assert words in problem(path)


def test_a_file_that_was_cut(tiny: Path) -> None:
    whole = tiny.read_bytes()
    for length in (len(whole) - 1, len(whole) // 2, 5_000, 30):
        tiny.write_bytes(whole[:length])
        assert "ends within its header" in problem(tiny) or f"it has {length:,} bytes" in problem(tiny)


def test_adapters_and_projectors_are_no_models(tmp_path: Path) -> None:
    assert "it is an adapter" in problem(write(tmp_path / "a.gguf", add_type="adapter"))
    assert "it is a clip file" in problem(write(tmp_path / "b.gguf", "clip"))
    assert "it is a mmproj file" in problem(write(tmp_path / "c.gguf", "clip", add_type="mmproj"))


@given(st.data())
def test_a_damaged_header_is_read_or_refused(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "m.gguf"
        tiny_gguf.write(path)
        content = bytearray(path.read_bytes())
        for at in data.draw(st.lists(st.integers(4, 8_000), min_size=1, max_size=6)):
            content[at] = data.draw(st.integers(0, 255))
        path.write_bytes(content[: data.draw(st.integers(0, len(content)))])
        with suppress(InvalidInput):
            assert read(path).size == path.stat().st_size
