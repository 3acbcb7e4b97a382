"""What the model layer can do for workflows: ask a language model."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from imperium.models.chat import ChatRequest, Image, Message, ResponseFormat, Text
from imperium.models.service import ModelService
from imperium.platform.capability import Capability, Context, Estimate, Result

SECONDS_PER_ANSWER = 8.0


class Turn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    role: Literal["system", "user", "assistant"]
    content: str = Field(max_length=4_000_000)


class ChatInputs(BaseModel):
    """A prompt, or messages; for which role or model, and how."""

    model_config = ConfigDict(extra="forbid")

    model: str = Field("auto", description="`auto`, a role, a model, or `provider:model`.")
    prompt: str | None = Field(None, min_length=1, max_length=4_000_000, description="One question or task.")
    messages: list[Turn] = Field(default_factory=list, max_length=1_000, description="A conversation instead.")
    system: str | None = Field(None, max_length=100_000, description="An instruction to the model.")
    images: list[str] = Field(default_factory=list, max_length=20, description="https addresses or data URLs.")
    temperature: float | None = Field(None, ge=0, le=2)
    max_tokens: int | None = Field(None, ge=1, le=1_000_000)
    seed: int | None = None
    stop: list[str] = Field(default_factory=list, max_length=4)
    response_schema: dict[str, Any] | None = Field(None, description="The answer is JSON that fits this schema.")

    @model_validator(mode="after")
    def _asks_something(self) -> ChatInputs:
        if (self.prompt is None) == (not self.messages):
            raise ValueError("give either a prompt or messages")
        return self

    def as_request(self) -> ChatRequest:
        said = [Message(turn.role, (Text(turn.content),)) for turn in self.messages]
        if self.system:
            said.insert(0, Message("system", (Text(self.system),)))
        if self.prompt is not None or self.images:
            pictures = tuple(Image(url) for url in self.images)
            said.append(Message("user", (Text(self.prompt or ""), *pictures)))
        return ChatRequest(
            messages=tuple(said),
            model=self.model,
            temperature=self.temperature,
            max_tokens=self.max_tokens,
            seed=self.seed,
            stop=tuple(self.stop),
            response_format=ResponseFormat(self.response_schema) if self.response_schema else None,
        )


class ChatOutput(BaseModel):
    text: str
    finish: str = Field(description="stop, length, tool_calls or content_filter.")


def capabilities(models: ModelService) -> tuple[Capability[Any], ...]:
    """This slice's capabilities, over a running model service."""
    return (chat_completion(models),)


def chat_completion(models: ModelService) -> Capability[ChatInputs]:
    async def run(inputs: ChatInputs, context: Context) -> Result:
        completion = await models.complete(inputs.as_request(), context, tries=1)
        if not completion.answered:
            raise models.catalog.no_model_connected()
        source = completion.source
        return Result(
            output={"text": completion.text, "finish": completion.finish},
            engine=source.engine,
            model=source.model,
            cost_micro_usd=source.cost_micro_usd,
            details={
                "role": source.role,
                "priced": source.priced,
                "attempts": source.attempts,
                "input_tokens": completion.usage.input_tokens,
                "output_tokens": completion.usage.output_tokens,
            },
        )

    def foresee(inputs: ChatInputs) -> Estimate:
        return Estimate(SECONDS_PER_ANSWER, models.foreseen_cost(inputs.as_request()))

    return Capability(
        name="chat_completion",
        summary="Asks a language model; without one, quotes the knowledge base.",
        inputs=ChatInputs,
        outputs=ChatOutput,
        run=run,
        purposes=("answer", "explain", "write", "summarize", "translate", "research", "analyse", "code"),
        estimate=foresee,
    )
