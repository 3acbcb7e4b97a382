"""Runway, which films. It has no chat; `videos` asks it."""

from imperium.models.provider import Provider

PROVIDER = Provider(
    title="Runway",
    base_url="https://api.dev.runwayml.com/v1",
    key_variable="RUNWAYML_API_SECRET",
    headers={"x-runway-version": "2024-11-06"},
    chats=False,
)
