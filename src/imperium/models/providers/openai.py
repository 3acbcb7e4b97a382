"""OpenAI. Its newer models know the bound on the answer only as `max_completion_tokens`."""

from imperium.models.provider import Provider

PROVIDER = Provider(
    title="OpenAI",
    base_url="https://api.openai.com/v1",
    key_variable="OPENAI_API_KEY",
    price_id="openai",
    renames={"max_tokens": "max_completion_tokens"},
)
