"""Settings of jobs: whom they tell, what they refuse, with which models and where they are done."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, field_validator

from imperium.platform.section import PositiveInt, PositiveSeconds, Section


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


class MediaPrice(Section):
    """What a model of pictures or films costs; what isn't given is as the shipped table has it."""

    picture_usd: Annotated[Decimal, Field(ge=0)] | None = Field(None, description="US dollars a picture.")
    second_usd: Annotated[Decimal, Field(ge=0)] | None = Field(None, description="US dollars a second of film.")


class Media(Section):
    """Models of pictures and films."""

    aliases: Mapping[str, tuple[str, ...]] = Field(
        description="What the name of a model leads to: `engine:model`, the first that is there here."
    )
    prices: Mapping[str, MediaPrice] = Field(description="By `engine:model`, before the shipped ones.")
    weights_folder: Path | None = Field(description="Of weights that draw on this machine: SDXL, StyleGAN3.")
    poll_seconds: PositiveSeconds = Field(description="Between two looks at a task that a provider works on.")
    patience_seconds: PositiveSeconds = Field(description="A provider's task that isn't done by then is given up.")
    allowed_hosts: tuple[str, ...] = Field(
        description="host or host:port that providers' files may come from though it isn't public."
    )
    max_download_bytes: PositiveInt = Field(description="The largest file that is fetched from a provider.")

    @field_validator("aliases")
    @classmethod
    def _lead_somewhere(cls, aliases: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
        for name, targets in aliases.items():
            for target in targets:
                if not target.partition(":")[0]:
                    raise ValueError(f"{name}: {target!r} is not of the form engine:model")
        return aliases
