"""Hugging Face's inference providers behind its router. A model may name one of them: `org/model:novita`."""

from imperium.models.provider import Provider

PROVIDER = Provider(
    title="Hugging Face",
    base_url="https://router.huggingface.co/v1",
    key_variable="HF_TOKEN",
    price_id="huggingface",
    is_gateway=True,
)
