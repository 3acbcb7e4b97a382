"""The models of this machine: GGUF files that llama.cpp runs for us (`models/local`)."""

from imperium.models.provider import Provider

PROVIDER = Provider(
    title="Models of this machine",
    way="run a model on this machine (imperium models add FILE, or imperium models pull ORG/REPO)",
)
