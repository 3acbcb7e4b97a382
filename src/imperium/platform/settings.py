"""Settings: the shipped `orchestration_config.json`, overlaid by the user's file and by the environment.

Keys are camelCase in the file as the documents show them (`maxConcurrentWorkflows`), snake_case in Python. Everything
is read once, at start, and frozen. How the layers are found and laid over each other is `overlay.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, ConfigDict, Field, SecretStr, field_validator, model_validator
from pydantic.alias_generators import to_camel

from imperium.kit.time_zones import known_time_zone
from imperium.platform import overlay
from imperium.platform.media_settings import Callbacks, Media, Moderation, RemoteService
from imperium.platform.section import PositiveInt, PositiveSeconds, Section

Dialect = Literal["openai_chat", "anthropic_messages", "gemini"]
Usd = Annotated[Decimal, Field(ge=0)]
QuotaUsd = Annotated[Decimal, Field(ge=0, le=1_000_000_000)]
Count = Annotated[int, Field(ge=0, le=10**12)]


class System(Section):
    name: str = Field(description="Shown on the page and in reports.")
    environment: Literal["development", "production", "test"] = Field(description="Development logs to the console.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(description="The least severe level logged.")


class Orchestration(Section):
    max_concurrent_workflows: PositiveInt = Field(description="Runs that execute at once; more wait in the queue.")
    default_timeout_seconds: PositiveSeconds = Field(description="A run's time limit unless it names its own.")
    max_retries: Annotated[int, Field(ge=0, le=10)] = Field(description="Retries of a task after its first attempt.")
    default_budget_usd: Usd | None = Field(description="What a run may cost unless it says so itself; null: any.")
    worker_slots: PositiveInt | None = Field(description="CPU-heavy jobs at once; null: one a core.")
    worker_memory_mb: PositiveInt = Field(description="Memory bound of one worker process, MiB.")


class Queuing(Section):
    """Shares of capacity under contention; they add up to 1."""

    high_priority_ratio: float = Field(gt=0, lt=1, description="Share of high-priority runs.")
    medium_priority_ratio: float = Field(gt=0, lt=1, description="Share of medium-priority runs.")
    low_priority_ratio: float = Field(gt=0, lt=1, description="Share of low-priority runs.")

    @model_validator(mode="after")
    def _add_up(self) -> Self:
        total = self.high_priority_ratio + self.medium_priority_ratio + self.low_priority_ratio
        if abs(total - 1) > 1e-6:
            raise ValueError(f"the three ratios must add up to 1, they add up to {total:g}")
        return self


def _no_placeholder(value: Any) -> Any:
    """None for what is blank, or was copied from an example."""
    return None if isinstance(value, str) and (not value.strip() or value.startswith("your-")) else value


class ApiKeys(Section):
    """One key a provider. A copied placeholder (`your-openrouter-key`) counts as none."""

    model_config = ConfigDict(alias_generator=None)

    openrouter: SecretStr | None = Field(description="openrouter.ai; also OPENROUTER_API_KEY.")
    google_ai: SecretStr | None = Field(description="Google AI Studio; also GEMINI_API_KEY or GOOGLE_API_KEY.")
    openai: SecretStr | None = Field(description="platform.openai.com; also OPENAI_API_KEY.")
    anthropic: SecretStr | None = Field(description="console.anthropic.com; also ANTHROPIC_API_KEY.")
    huggingface: SecretStr | None = Field(description="huggingface.co, inference providers; also HF_TOKEN.")
    runway: SecretStr | None = Field(description="dev.runwayml.com, for films; also RUNWAYML_API_SECRET.")
    vllm: SecretStr | None = Field(description="Only when your vLLM server was started with one.")
    tgi: SecretStr | None = Field(description="Only when your TGI server was started with one.")
    llamacpp: SecretStr | None = Field(description="Only when your llama.cpp server was started with one.")
    ollama: SecretStr | None = Field(description="Only when a proxy in front of Ollama asks for one.")

    @field_validator("*", mode="before")
    @classmethod
    def _placeholder_is_none(cls, value: Any) -> Any:
        return _no_placeholder(value)

    def get(self, provider: str) -> SecretStr | None:
        """The provider's key, or None when there is none or the provider isn't one of ours."""
        key: SecretStr | None = getattr(self, provider, None) if provider in type(self).model_fields else None
        return key


def _role_from_text(value: Any) -> Any:
    """`"ollama:llama3.2"` is short for a provider and its model."""
    if not isinstance(value, str):
        return value
    provider, separator, model = value.partition(":")
    return {"provider": provider, "model": model} if separator else {"provider": provider}


class ModelRole(Section):
    """What serves a role: a provider's model with a chain of fallbacks, else a capability."""

    provider: str | None = Field(None, description="Name of a provider.")
    model: str = Field("", description="The provider's name for the model; empty: what the server has loaded.")
    fallbacks: tuple[str, ...] = Field((), description="`provider:model`, tried in this order.")
    capability: str | None = Field(None, description="Does the work when no provider serves the role.")
    strategy: str | None = Field(None, description="Orders the role's models; null: as they stand here.")

    @field_validator("fallbacks")
    @classmethod
    def _are_references(cls, fallbacks: tuple[str, ...]) -> tuple[str, ...]:
        for fallback in fallbacks:
            if not all(fallback.partition(":")[::2]):
                raise ValueError(f"{fallback!r} is not of the form provider:model")
        return fallbacks

    @model_validator(mode="after")
    def _is_served(self) -> Self:
        if not (self.provider or self.capability):
            raise ValueError("needs a provider or a capability")
        return self


class Routes(Section):
    """Which role answers which kind of message, and from which size on (tokens) another one is forced."""

    easy: str = Field(description="L: a single easy answer.")
    hard: str = Field(description="L: a task or a hard question.")
    medium: str = Field(description="M.")
    high: str = Field(description="H: writes the workflow.")
    image: str = Field(description="A message with an image.")
    long: str = Field(description="More than longTokens.")
    very_long: str = Field(description="More than veryLongTokens.")
    long_tokens: PositiveInt = Field(description="Over this, `long` answers.")
    very_long_tokens: PositiveInt = Field(description="Over this, `veryLong` answers.")
    max_tokens: PositiveInt = Field(description="Over this, the message is refused (413).")
    ask_categorizer: bool = Field(description="Ask the role `categorizer` when a model serves it.")
    categorizer_timeout_seconds: PositiveSeconds = Field(description="Then the in-process answer stands.")


Share = Annotated[float, Field(ge=0, le=1)]


class Routing(Section):
    """How one of several models is chosen, and what is learned from how their answers do."""

    strategy: str = Field(description="Orders the models where a quality, budget or deadline is declared.")
    tolerance: Share = Field(description="A cheaper model may be this much less likely right than the best.")
    interactive_second_usd: Usd = Field(description="What a second less of waiting is worth to who waits.")
    near_limit: Share = Field(description="From this share of a quota on, cheaper models are preferred.")
    min_evidence: Annotated[float, Field(gt=0)] = Field(description="Outcomes from which on a model counts as known.")
    strengths: Mapping[str, Share] = Field(description="By model or `provider:model`; else its role tells.")
    learn: bool = Field(description="Remember what requests were like (no text of theirs), to learn from outcomes.")
    exploration: Annotated[float, Field(ge=0, le=0.5)] = Field(
        description="Share of the requests that allow it which try another model that is about as good."
    )
    outcome_days: PositiveInt = Field(description="How long a request can be given feedback.")


class Health(Section):
    """When a provider counts as unhealthy."""

    enabled: bool = Field(description="Watch providers: by real traffic, else by asking for their list of models.")
    interval_seconds: PositiveSeconds = Field(description="Between two checks of a provider.")
    jitter: Share = Field(description="An interval is longer or shorter by up to this share.")
    timeout_seconds: PositiveSeconds = Field(description="A slower answer is a failed check.")
    failures: PositiveInt = Field(description="Failed requests in a row that count as a failed check.")
    good_checks: PositiveInt = Field(description="Good checks in a row that bring a provider back.")


class QuotaLimits(Section):
    """What one user, organisation or key may use; null: any amount."""

    daily_requests: Count | None = Field(None, description="Answered requests of a day.")
    monthly_requests: Count | None = Field(None, description="Answered requests of a month.")
    daily_usd: QuotaUsd | None = Field(None, description="US dollars of a day.")
    monthly_usd: QuotaUsd | None = Field(None, description="US dollars of a month.")


class QuotaWebhook(Section):
    """Who is told, beside the log and the events, when a quota is nearly spent."""

    url: str | None = Field(pattern=r"^https?://[^\s]+$", description="Gets a signed POST; null: nobody.")
    secret: SecretStr | None = Field(description="Signs what is sent, by HMAC-SHA256; at least 16 characters.")
    allowed_hosts: tuple[str, ...] = Field(description="Hosts, or host:port, that may be private addresses.")

    @model_validator(mode="after")
    def _is_signed(self) -> Self:
        if self.url and len(self.secret.get_secret_value() if self.secret else "") < 16:
            raise ValueError("a url needs a secret of at least 16 characters beside it")
        return self


class Quotas(Section):
    """Limits of requests and money that hold, by day and by month."""

    counter: str = Field(description="memory, for one process; redis or postgresql, for several.")
    redis_url: SecretStr | None = Field(description="For the counter redis: redis://127.0.0.1:6379/0.")
    time_zone: str = Field(description="In which the days and months of the defaults begin, such as Europe/Berlin.")
    user: QuotaLimits = Field(description="Each user's, unless an administrator gave that one its own.")
    organisation: QuotaLimits = Field(description="Each organisation's, the same way.")
    key: QuotaLimits = Field(description="Each API key's, the same way.")
    patience_seconds: PositiveSeconds = Field(description="How long a request waits for what others hold.")
    lease_seconds: PositiveSeconds = Field(description="What a lost process holds is free again after this.")
    alert_percents: tuple[Annotated[int, Field(gt=0, le=100)], ...] = Field(description="Of what is spent.")
    webhook: QuotaWebhook

    @field_validator("time_zone")
    @classmethod
    def _is_known(cls, name: str) -> str:
        return known_time_zone(name)


class AwsKms(Section):
    """A key in AWS's key management service; credentials are found as AWS's own tools find them."""

    key_id: str | None = Field(description="Id, ARN or alias of the key, for the master aws_kms.")
    region: str | None = Field(description="For example eu-central-1; null: AWS_REGION or the profile's.")
    endpoint_url: str | None = Field(
        pattern=r"^https?://[^\s]+$", description="Instead of the region's public address."
    )


class VaultTransit(Section):
    """A key in the transit engine of HashiCorp Vault or OpenBao."""

    address: str | None = Field(pattern=r"^https?://[^\s]+$", description="For example https://vault.example.org:8200.")
    mount: str = Field(description="Where the engine is mounted.")
    key: str = Field(description="The key's name; its type is aes256-gcm96.")
    namespace: str | None = Field(description="Where Vault has namespaces.")
    token: SecretStr | None = Field(description="May use the key: datakey, encrypt, decrypt, rewrap, and read it.")
    token_file: Path | None = Field(description="Instead of the token; read anew when it changes.")


class Secrets(Section):
    """How keys that are entered at run time are sealed."""

    master: str = Field(description="Who wraps the data keys: local_file, aws_kms or vault_transit.")
    key_file: Path | None = Field(description="For local_file; null: ~/.config/imperium/master-key.json.")
    allowed_hosts: tuple[str, ...] = Field(description="host or host:port that users' own providers may have anyway.")
    aws_kms: AwsKms
    vault_transit: VaultTransit


class UserProviders(Section):
    """Providers that users connect with keys of their own."""

    fall_back: bool = Field(description="Where such a key is refused, the platform's models answer, at its cost.")


class Local(Section):
    """Models that run on this machine, and the hub that they are pulled from."""

    llama_server: Path | None = Field(description="llama.cpp's server; null: `llama-server` on PATH, or xllamacpp.")
    arguments: tuple[str, ...] = Field(description="Given to it besides, such as --n-gpu-layers and 99.")
    context_tokens: PositiveInt = Field(description="The longest conversation, where the model has room for it.")
    start_seconds: PositiveSeconds = Field(description="A model that isn't loaded by then is given up.")
    idle_seconds: PositiveSeconds = Field(description="A model that nobody asked for so long is unloaded.")
    check_seconds: PositiveSeconds = Field(description="Between two looks at the models that are loaded.")
    folder: Path | None = Field(description="Where pulled models are kept; null: models/ in the data folder.")
    hub: str = Field(pattern=r"^https?://[^\s?#]+$", description="Speaks Hugging Face's file API; also HF_ENDPOINT.")
    allowed_hosts: tuple[str, ...] = Field(description="host or host:port that the hub may redirect to anyway.")
    max_model_bytes: PositiveInt = Field(description="The largest model that is pulled.")


class ProviderSettings(Section):
    """What is particular about one provider; all optional for the known ones."""

    base_url: str | None = Field(
        None, pattern=r"^https?://[^\s]+$", description="For example http://127.0.0.1:8080/v1."
    )
    api_key: Annotated[SecretStr | None, BeforeValidator(_no_placeholder)] = Field(
        None, description="Instead of api_keys, for a provider of your own."
    )
    model: str = Field("", description="What it serves for every role; empty: what the server says it has loaded.")
    dialect: Dialect | None = Field(None, description="The wire format of a provider of your own.")
    headers: Mapping[str, str] = Field(default_factory=dict, description="Sent along with every request.")
    timeout_seconds: PositiveSeconds = Field(240.0, description="For a whole answer, or the beginning of a stream.")
    stall_seconds: PositiveSeconds = Field(45.0, description="The longest silence within a stream.")


class Price(Section):
    """US dollars per million tokens."""

    input_per_million_usd: Usd = Field(description="Tokens of the prompt.")
    output_per_million_usd: Usd = Field(description="Tokens of the answer, reasoning included.")
    cached_input_per_million_usd: Usd | None = Field(None, description="Prompt tokens from a cache; null: as input.")


class RateLimit(Section):
    requests: Annotated[int, Field(ge=0)] = Field(description="Requests of one client; 0: as many as it likes.")
    window_seconds: PositiveSeconds = Field(description="In this time.")


class RateLimits(Section):
    default: RateLimit = Field(description="Where no path says otherwise.")
    paths: Mapping[str, RateLimit] = Field(description="By path template.")

    def rules(self) -> dict[str, tuple[int, float]]:
        """Path template to (requests, seconds)."""
        return {path: (rule.requests, rule.window_seconds) for path, rule in self.paths.items()}


class Limits(Section):
    """The largest input that is accepted; over a limit is an error, nothing is cut."""

    max_string_characters: PositiveInt = Field(description="A string whose field declares no limit of its own.")
    max_list_items: PositiveInt = Field(description="A list.")
    max_dict_keys: PositiveInt = Field(description="A dictionary.")
    max_depth: PositiveInt = Field(description="Nested lists and dictionaries.")
    max_tasks: PositiveInt = Field(description="Tasks of one request.")
    max_cpu_cores: PositiveInt = Field(description="Cores that a resource value may name.")
    max_memory_mb: PositiveInt = Field(description="Memory that a resource value may name.")
    max_gpus: PositiveInt = Field(description="GPUs that a resource value may name.")
    max_body_bytes: PositiveInt = Field(description="The body of one request.")


class Server(Section):
    host: str = Field(description="Where the server listens; other than loopback only with keys.")
    port: int = Field(ge=0, le=65535, description="0 takes a free one.")
    allowed_hosts: tuple[str, ...] = Field(description="Host names besides loopback and the bound one.")
    allowed_origins: tuple[str, ...] = Field(description="Origins whose pages may call this server.")


class Storage(Section):
    data_folder: Path = Field(description="Where everything is kept; null: the one given at start.")
    database_url: SecretStr | None = Field(
        description="PostgreSQL; also DATABASE_URL. Null: SQLite in the data folder."
    )
    max_artifact_bytes: PositiveInt = Field(description="The largest file that is stored.")


class Pictures(Section):
    content_credentials: bool = Field(description="Sign what made a picture into its file (C2PA).")
    credentials_folder: Path | None = Field(description="Of the key that signs; null: beside the master key's default.")


class Resilience(Section):
    base_delay_seconds: PositiveSeconds = Field(description="Backoff starts here.")
    max_delay_seconds: PositiveSeconds = Field(description="And ends here.")
    failure_threshold: PositiveInt = Field(description="Failures in a row that open a circuit.")
    open_seconds: PositiveSeconds = Field(description="An open circuit lets one probe through after this.")


class Settings(Section):
    """All of it, one section an area."""

    system: System
    orchestration: Orchestration
    queuing: Queuing
    api_keys: ApiKeys = Field(alias="api_keys")
    models: Mapping[str, Annotated[ModelRole, BeforeValidator(_role_from_text)]]
    routes: Routes
    routing: Routing
    health: Health
    quotas: Quotas
    secrets: Secrets
    user_providers: UserProviders
    local: Local
    providers: Mapping[str, ProviderSettings]
    prices: Mapping[str, Price]
    rate_limits: RateLimits
    limits: Limits
    server: Server
    storage: Storage
    pictures: Pictures
    resilience: Resilience
    callbacks: Callbacks
    moderation: Moderation
    media: Media
    services: Mapping[str, RemoteService] = Field(description="Capability to the process that serves it instead.")

    @model_validator(mode="after")
    def _routes_lead_to_roles(self) -> Self:
        for kind in ("easy", "hard", "medium", "high", "image", "long", "very_long"):
            if (role := getattr(self.routes, kind)) not in self.models:
                raise ValueError(f"routes.{to_camel(kind)} names the role {role!r}, which `models` doesn't have")
        return self


def load_settings(config: Path | None, data: Path, environ: Mapping[str, str]) -> Settings:
    """The settings in force: shipped defaults, then the user's file, then the environment.

    The user's file is `config`, else `orchestration_config.json` in `data`, else in the working directory. A variable
    `IMPERIUM_SECTION__KEY` sets one key (`IMPERIUM_ORCHESTRATION__MAX_RETRIES=5`); `DATABASE_URL` and the providers'
    usual key variables are read too.

    Raises:
        InvalidInput: an unknown key or a value that doesn't fit; names source, path and the nearest known key.
        NotFound: `config` doesn't exist.
    """
    shipped, *others = overlay.layers(Settings, config, data, environ)
    merged = overlay.merge(shipped.values, {"storage": {"dataFolder": data}})
    settings = overlay.validate(Settings, merged, shipped.source)
    for layer in others:
        merged = overlay.merge(merged, layer.values)
        settings = overlay.validate(Settings, merged, layer.source)
    return settings
