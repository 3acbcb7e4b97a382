"""The whole application with the test's provider behind it in all three wires."""

from pathlib import Path
from typing import Any

from imperium.platform.settings import Settings
from models.upstream import USAGE
from support.upstream_app import ONE_DOLLAR, Provider, settings_in

TOTAL = USAGE["input"] + USAGE["output"]
ROLES = {"fast_ai": "openai:echo", "medium_ai": "anthropic:echo", "thinking_ai": "google_ai:echo"}
PRICED = ("openai:echo", "anthropic:echo", "google_ai:echo", "openai:text-embedding-3-small")


def three_wires(folder: Path, provider: Provider, patience_s: float | None = None, **sections: Any) -> Settings:
    """Settings in which openai, anthropic and google_ai lead to the provider, at a dollar a million tokens."""
    patience = {} if patience_s is None else {"timeoutSeconds": patience_s, "stallSeconds": patience_s}
    addresses = {"openai": "/v1", "anthropic": "", "google_ai": "/v1beta"}
    return settings_in(
        folder,
        models=ROLES,
        providers={
            name: {"baseUrl": provider.url + path, "apiKey": f"{name}-secret", **patience}
            for name, path in addresses.items()
        },
        prices=dict.fromkeys(PRICED, ONE_DOLLAR),
        routes={"askCategorizer": False},
        **sections,
    )
