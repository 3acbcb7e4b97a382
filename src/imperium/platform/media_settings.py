"""Settings of jobs: whom they tell, what they refuse, and where they are done."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr

from imperium.platform.section import PositiveSeconds, Section


class Callbacks(Section):
    """How clients are told that their jobs have ended."""

    secret: SecretStr | None = Field(
        description="Signing secrets are made from it; null: from a key in the data folder."
    )
    allowed_hosts: tuple[str, ...] = Field(description="host or host:port that may be told though it isn't public.")


class Moderation(Section):
    """What may not be made of a prompt. Empty: nothing is refused."""

    words: tuple[str, ...] = Field(description="Words and phrases; /…/ is a regular expression.")
    file: Path | None = Field(description="More of them, one a line; # begins a comment.")
    capability: str | None = Field(description="Is given the prompt; its output's `allowed` decides.")


class RemoteService(Section):
    """Another process that serves a capability: `imperium serve`."""

    url: str = Field(pattern=r"^https?://[^\s?#]+$", description="Where it is: http://127.0.0.1:5000.")
    api_key: SecretStr | None = Field(None, description="A key of that server, role member.")
    timeout_seconds: PositiveSeconds = Field(3_600.0, description="For a whole job.")
    patience_seconds: PositiveSeconds = Field(60.0, description="The longest silence, and what is given to a restart.")
