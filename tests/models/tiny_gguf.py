"""Writes a Llama of a few thousand random weights that llama.cpp loads in milliseconds."""

from pathlib import Path

import gguf
import numpy as np

WIDTH, HIDDEN, HEADS, CONTEXT = 32, 64, 2, 1024
WORDS = ["\u2581", *"abcdefghijklmnopqrstuvwxyz.,!?", "\u2581the", "\u2581a", "er", "in", "on", "an", "th", "he"]
TEMPLATE = "{% for m in messages %}{{ m['role'] }}: {{ m['content'] }}\n{% endfor %}assistant:"


def write(path: Path, seed: int = 0) -> None:
    vocabulary = _vocabulary()
    writer = gguf.GGUFWriter(str(path), "llama")
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(WIDTH)
    writer.add_feed_forward_length(HIDDEN)
    writer.add_block_count(1)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_rope_dimension_count(WIDTH // HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_vocab_size(len(vocabulary))
    writer.add_tokenizer_model("llama")
    writer.add_token_list([token for token, _ in vocabulary])
    writer.add_token_types([kind for _, kind in vocabulary])
    writer.add_token_scores([-float(index) for index in range(len(vocabulary))])
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_chat_template(TEMPLATE)
    for name, shape in _shapes(len(vocabulary)).items():
        writer.add_tensor(name, _weights(shape, seed))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _vocabulary() -> list[tuple[bytes, int]]:
    kinds = gguf.TokenType
    special = [(b"<unk>", kinds.UNKNOWN), (b"<s>", kinds.CONTROL), (b"</s>", kinds.CONTROL)]
    octets = [(f"<0x{octet:02X}>".encode(), kinds.BYTE) for octet in range(256)]
    return [*special, *octets, *((word.encode(), kinds.NORMAL) for word in WORDS)]


def _shapes(tokens: int) -> dict[str, tuple[int, ...]]:
    square, norm = (WIDTH, WIDTH), (WIDTH,)
    attention = {f"blk.0.attn_{part}.weight": square for part in ("q", "k", "v", "output")}
    feed = {"ffn_gate": (HIDDEN, WIDTH), "ffn_up": (HIDDEN, WIDTH), "ffn_down": (WIDTH, HIDDEN)}
    norms = dict.fromkeys(("blk.0.attn_norm.weight", "blk.0.ffn_norm.weight", "output_norm.weight"), norm)
    ends = dict.fromkeys(("token_embd.weight", "output.weight"), (tokens, WIDTH))
    return {**attention, **{f"blk.0.{name}.weight": shape for name, shape in feed.items()}, **norms, **ends}


def _weights(shape: tuple[int, ...], seed: int) -> np.ndarray:
    if len(shape) == 1:
        return np.ones(shape, np.float32)
    return (np.random.default_rng(seed).standard_normal(shape) * 0.1).astype(np.float32)
