"""What may be opened of a folder of weights; no library for running them is needed here."""

import json
import struct
from pathlib import Path
from typing import Any

import pytest

from imperium.platform.errors import InvalidInput, NotFound
from imperium.weights.shelf import check_safe, chosen, shelved

INDEX = {
    "_class_name": "StableDiffusionXLPipeline",
    "unet": ["diffusers", "UNet2DConditionModel"],
    "vae": ["diffusers", "AutoencoderKL"],
    "text_encoder": ["transformers", "CLIPTextModel"],
    "text_encoder_2": ["transformers", "CLIPTextModelWithProjection"],
    "tokenizer": ["transformers", "CLIPTokenizer"],
    "feature_extractor": [None, None],
    "scheduler": ["diffusers", "EulerDiscreteScheduler"],
    "force_zeros_for_empty_prompt": True,
}


def numbers(path: Path, *shape: int) -> None:
    """A safetensors file of zeros."""
    count = 1
    for side in shape:
        count *= side
    head = json.dumps({"a": {"dtype": "F16", "shape": shape, "data_offsets": [0, 2 * count]}}).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(struct.pack("<Q", len(head)) + head + bytes(2 * count))


def sdxl(folder: Path, name: str = "base", **parts: Any) -> Path:
    path = folder / name
    numbers(path / "unet" / "diffusion_pytorch_model.safetensors", 6, 5)
    numbers(path / "vae" / "diffusion_pytorch_model.safetensors", 7)
    (path / "model_index.json").write_text(json.dumps({**INDEX, **parts}))
    return path


def test_weights_are_found_by_their_folder_and_counted(tmp_path: Path) -> None:
    path = sdxl(tmp_path)
    numbers(path / "unet" / "diffusion_pytorch_model.fp16.safetensors", 6, 5)
    (tmp_path / "notes.txt").write_text("nothing")
    (weights,) = shelved(tmp_path).values()
    assert (weights.name, weights.kind) == ("base", "sdxl")
    assert (weights.parameters(), weights.painter_parameters()) == (37, 30)
    check_safe(weights)


def test_a_name_that_is_not_there_gets_the_nearest(tmp_path: Path) -> None:
    sdxl(tmp_path, "juggernaut")
    with pytest.raises(NotFound) as refused:
        chosen(tmp_path, "jugernaut", "sdxl")
    assert "juggernaut" in str(refused.value.remedy)
    assert chosen(tmp_path, None, "sdxl").name == "juggernaut"


@pytest.mark.parametrize("name", ["../base", "/etc", "", "."])
def test_a_path_is_no_name(tmp_path: Path, name: str) -> None:
    sdxl(tmp_path / "inner")
    with pytest.raises(NotFound):
        chosen(tmp_path / "inner", name, "sdxl") if name else chosen(tmp_path / "none", None, "sdxl")


@pytest.mark.parametrize(
    "part",
    [
        {"unet": ["os", "system"]},
        {"unet": ["my_module", "UNet2DConditionModel"]},
        {"text_encoder": ["transformers", "AutoModel"]},
        {"scheduler": ["diffusers", "__import__"]},
        {"extra": ["diffusers", "AutoencoderKL"]},
    ],
)
def test_an_index_that_names_other_code_is_refused(tmp_path: Path, part: dict[str, Any]) -> None:
    sdxl(tmp_path, **part)
    with pytest.raises(InvalidInput, match="its part"):
        check_safe(chosen(tmp_path, "base", "sdxl"))


def test_programs_and_pickles_are_refused_with_what_to_do(tmp_path: Path) -> None:
    path = sdxl(tmp_path)
    (path / "unet" / "pipeline.py").write_text("raise SystemExit")
    with pytest.raises(InvalidInput, match=r"pipeline\.py is a program"):
        check_safe(chosen(tmp_path, "base", "sdxl"))
    pickled = tmp_path / "old"
    (pickled / "unet").mkdir(parents=True)
    (pickled / "unet" / "diffusion_pytorch_model.bin").write_bytes(b"\x80\x04.")
    (pickled / "model_index.json").write_text(json.dumps(INDEX))
    with pytest.raises(InvalidInput, match=r"model\.bin") as refused:
        check_safe(chosen(tmp_path, "old", "sdxl"))
    assert "safetensors version" in str(refused.value.remedy)
