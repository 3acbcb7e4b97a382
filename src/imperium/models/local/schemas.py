"""What is sent to `/models/local`, and what is shown."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr

Name = Annotated[str, Field(max_length=63, pattern=r"^[a-z0-9][a-z0-9._-]*$|^$")]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class NewModel(Body):
    """A GGUF file on the server's machine, or the address of a server that runs already."""

    source: str = Field(
        min_length=1, max_length=4_096, description="A path, an address, or `ollama`, `vllm` and so on."
    )
    name: Name = Field("", description="What to call it; empty: as the file or the kind of server is called.")
    model: str = Field("", max_length=200, description="Of a server: the model that serves every role.")
    api_key: SecretStr | None = Field(None, min_length=4, max_length=4_096, description="Of a server that wants one.")
    force: bool = Field(False, description="Although it is larger than this machine's memory.")


class WantedModel(Body):
    model: str = Field(min_length=3, max_length=400, description="ORG/REPO, or ORG/REPO:QUANT.")
    name: Name = Field("", description="What to call it; empty: as the file is called.")
    force: bool = Field(False, description="Although it is larger than this machine's memory.")


class FileView(BaseModel):
    """A model file. Sizes in bytes; `memory_bytes` is about what it takes when it is loaded."""

    name: str
    reference: str = Field(description="What to name as `model`.")
    default: bool = Field(description="Whether it serves the roles for which nothing else is connected.")
    state: Literal["on disk", "starting", "running", "failed", "missing"]
    problem: str
    title: str
    architecture: str
    parameters: int
    quantization: str
    context_window: int
    size: int
    memory_bytes: int
    has_template: bool
    embeds: bool
    path: str | None = Field(description="For administrators.")
    origin: str
    users: int = Field(description="Requests that it answers now.")
    added_at: datetime


class ServedView(BaseModel):
    name: str
    size: int | None


class ServerView(BaseModel):
    """A server of one's own, as it is now."""

    name: str
    address: str | None = Field(description="For administrators.")
    models: list[ServedView]
    problem: str


class LocalList(BaseModel):
    models: list[FileView]
    servers: list[ServerView]
    problem: str | None = Field(description="Why no file can be run here, if so.")


class AddedView(BaseModel):
    """Either a file, or a server and its kind."""

    file: FileView | None = None
    server: ServerView | None = None
    kind: str | None = None
    version: str | None = None
    warnings: list[str] = Field(default_factory=list)
