"""Tables and names of quantisations."""

import pytest

from imperium.models.local.quantization import FILE_TYPES, PREFERRED, TENSOR_TYPES, preference, quantization_of

gguf = pytest.importorskip("gguf", reason="the package gguf isn't installed")


def test_the_tables_are_ggmls() -> None:
    theirs = {int(kind): (kind.name, *sizes) for kind, sizes in gguf.GGML_QUANT_SIZES.items()}
    assert {kind: tuple(ours) for kind, ours in TENSOR_TYPES.items()} == theirs


def test_the_file_types_are_llama_cpps() -> None:
    theirs = {int(kind): kind.name.removeprefix("ALL_").removeprefix("MOSTLY_") for kind in gguf.LlamaFileType}
    del theirs[1024]  # "guessed"
    assert theirs == FILE_TYPES


@pytest.mark.parametrize(
    ("name", "quantization"),
    [
        ("Qwen3-4B-Q4_K_M.gguf", "Q4_K_M"),
        ("llama-3.2-1b-instruct-q8_0.gguf", "Q8_0"),
        ("gemma-3-4b-it-UD-Q4_K_XL.gguf", "UD-Q4_K_XL"),
        ("gpt-oss-20b-mxfp4.gguf", "MXFP4"),
        ("model-IQ2_XXS.gguf", "IQ2_XXS"),
        ("DeepSeek-R1.Q3_K_S.gguf", "Q3_K_S"),
        ("model.f16.gguf", "F16"),
        ("tinyllama.gguf", None),
        ("Q4_Kitchen.gguf", None),
        ("BF16-model-Q6_K.gguf", "Q6_K"),
    ],
)
def test_a_files_name_tells_it(name: str, quantization: str | None) -> None:
    assert quantization_of(name) == quantization


def test_every_known_file_type_is_found_in_a_name() -> None:
    assert [kind for kind in FILE_TYPES.values() if quantization_of(f"model-{kind.lower()}.gguf") != kind] == []


def test_the_best_trade_comes_first_then_the_smallest() -> None:
    there = [("F16", 8), ("Q8_0", 4), ("Q2_K", 1), (None, 3), ("UD-Q4_K_M", 2), ("Q5_K_M", 3)]
    assert sorted(there, key=lambda each: preference(*each)) == [
        ("UD-Q4_K_M", 2),
        ("Q5_K_M", 3),
        ("Q8_0", 4),
        ("Q2_K", 1),
        (None, 3),
        ("F16", 8),
    ]
    assert PREFERRED[0] == "Q4_K_M"
