"""llama.cpp on a machine of one's own (`llama-server -m model.gguf`)."""

from imperium.models.provider import Provider

PROVIDER = Provider(title="llama.cpp", example_url="http://127.0.0.1:8080/v1")
