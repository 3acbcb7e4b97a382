"""Google AI Studio, with Gemini's own wire."""

from imperium.models.provider import Provider

PROVIDER = Provider(
    title="Google AI",
    dialect="gemini",
    base_url="https://generativelanguage.googleapis.com/v1beta",
    key_variable="GEMINI_API_KEY",
    price_id="google",
)
