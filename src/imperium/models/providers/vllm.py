"""vLLM on a machine of one's own (`vllm serve MODEL`)."""

from imperium.models.provider import Provider

PROVIDER = Provider(title="vLLM", example_url="http://127.0.0.1:8000/v1")
