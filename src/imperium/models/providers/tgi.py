"""Text Generation Inference on a machine of one's own (`text-generation-launcher --model-id MODEL`)."""

from imperium.models.provider import Provider

PROVIDER = Provider(title="Text Generation Inference", example_url="http://127.0.0.1:8080/v1")
