"""Models of a made-up provider, to be weighed."""

from imperium.models.dialect import dialects
from imperium.models.provider import Candidate, Connection, Provider
from imperium.models.strategy import Prospect
from imperium.platform.settings import ProviderSettings


def candidate(name: str) -> Candidate:
    """`provider:model`."""
    provider, _, model = name.partition(":")
    own = ProviderSettings(base_url="http://127.0.0.1:9/v1")
    wire = dialects()["openai_chat"]
    return Candidate(Connection(provider, Provider(provider), wire, "http://127.0.0.1:9/v1", None, own), model)


def prospect(name: str, strength: float = 0.5, quality: float = 0.5, **expected: float) -> Prospect:
    """`cost` in micro-USD, `latency` in seconds, `success` a chance; `healthy` 0 or 1."""
    return Prospect(
        candidate(name),
        name,
        strength,
        quality,
        int(expected.get("cost", 0)),
        expected.get("latency", 1.0),
        expected.get("success", 1.0),
        bool(expected.get("healthy", 1)),
    )
