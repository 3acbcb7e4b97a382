"""An SDXL of random weights, about 3 MB: the shape of the real one, and no more than its parts need."""

import json
from pathlib import Path

import torch
from diffusers import AutoencoderKL, ControlNetModel, EulerDiscreteScheduler, StableDiffusionXLPipeline
from diffusers import UNet2DConditionModel as UNet
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer

ENDS = ["<|startoftext|>", "<|endoftext|>"]


def _byte_letters() -> list[str]:
    """The letters that CLIP's tokenizer stands bytes for."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    rest = [byte for byte in range(256) if byte not in plain]
    return [chr(byte) for byte in plain] + [chr(256 + number) for number in range(len(rest))]


def _tokenizer(folder: Path) -> CLIPTokenizer:
    letters = _byte_letters()
    words = letters + [f"{letter}</w>" for letter in letters] + ENDS
    folder.mkdir(parents=True)
    (folder / "vocab.json").write_text(json.dumps({word: number for number, word in enumerate(words)}))
    (folder / "merges.txt").write_text("#version: 0.2\n")
    about = {
        "tokenizer_class": "CLIPTokenizer",
        "model_max_length": 77,
        "bos_token": ENDS[0],
        **dict.fromkeys(("eos_token", "unk_token", "pad_token"), ENDS[1]),
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(about))
    return CLIPTokenizer.from_pretrained(folder)


def _text_config(words: int) -> CLIPTextConfig:
    return CLIPTextConfig(
        vocab_size=words,
        bos_token_id=words - 2,
        eos_token_id=words - 1,
        pad_token_id=words - 1,
        hidden_size=16,
        intermediate_size=24,
        num_attention_heads=2,
        num_hidden_layers=2,
        projection_dim=16,
        hidden_act="gelu",
    )


def _unet(channels: int) -> UNet:
    return UNet(
        in_channels=channels,
        sample_size=8,
        block_out_channels=(16, 32),
        norm_num_groups=8,
        layers_per_block=1,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        attention_head_dim=(1, 2),
        use_linear_projection=True,
        addition_embed_type="text_time",
        addition_time_embed_dim=8,
        transformer_layers_per_block=(1, 1),
        projection_class_embeddings_input_dim=16 + 6 * 8,
        cross_attention_dim=32,
    )


def _vae() -> AutoencoderKL:
    """Three halvings, as in the real one: a latent stands for 8×8 pixels."""
    return AutoencoderKL(
        block_out_channels=[8, 8, 16, 16],
        norm_num_groups=8,
        down_block_types=["DownEncoderBlock2D"] * 4,
        up_block_types=["UpDecoderBlock2D"] * 4,
        latent_channels=4,
        sample_size=64,
    )


def build(folder: Path, scratch: Path, name: str = "tiny", channels: int = 4) -> None:
    """Puts `name`, and `edges`, a ControlNet for it, into the folder. Nine channels are those of weights for masks."""
    torch.manual_seed(0)
    tokenizer = _tokenizer(scratch / "tokenizer")
    unet, config = _unet(channels), _text_config(len(tokenizer))
    StableDiffusionXLPipeline(
        vae=_vae(),
        text_encoder=CLIPTextModel(config),
        text_encoder_2=CLIPTextModelWithProjection(config),
        tokenizer=tokenizer,
        tokenizer_2=tokenizer,
        unet=unet,
        scheduler=EulerDiscreteScheduler(beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear"),
    ).save_pretrained(folder / name, safe_serialization=True)
    control = ControlNetModel.from_unet(unet, conditioning_channels=3)
    for block in control.controlnet_down_blocks:
        torch.nn.init.normal_(block.weight, std=0.3)
    control.save_pretrained(folder / "edges", safe_serialization=True)
