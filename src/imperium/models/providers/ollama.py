"""Ollama on a machine of one's own (`ollama serve`)."""

from imperium.models.provider import Provider

PROVIDER = Provider(title="Ollama", example_url="http://127.0.0.1:11434/v1")
