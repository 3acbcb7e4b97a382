"""Anthropic."""

from imperium.models.provider import Provider

PROVIDER = Provider(
    title="Anthropic",
    dialect="anthropic_messages",
    base_url="https://api.anthropic.com",
    key_variable="ANTHROPIC_API_KEY",
    price_id="anthropic",
)
