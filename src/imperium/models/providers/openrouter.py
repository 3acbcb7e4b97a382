"""OpenRouter: hundreds of models behind one key. It says itself what a call cost."""

from imperium.models.provider import Provider

PROVIDER = Provider(
    title="OpenRouter",
    base_url="https://openrouter.ai/api/v1",
    key_variable="OPENROUTER_API_KEY",
    price_id="openrouter",
    is_gateway=True,
    headers={"x-title": "Imperium"},
)
