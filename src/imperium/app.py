"""The composition root: settings → Platform → slices → ASGI application. The only place that knows all slices."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager
from functools import lru_cache
from typing import Any

from fastapi import FastAPI
from msgspec.structs import replace

from imperium import __version__
from imperium.brain.planning import Planning
from imperium.brain.scheduling_service import Scheduling
from imperium.brain.utilization import Utilization, WatchedTargets
from imperium.brain.utilization_capacity import machine
from imperium.chat.delivery import Deliverer
from imperium.chat.service import ChatService
from imperium.chat.session import Sessions
from imperium.front import Part, add_front
from imperium.images import capabilities as image_capabilities
from imperium.images import routes as image_routes
from imperium.images.installation import credentials_folder
from imperium.intelligences import capabilities as intelligence_capabilities
from imperium.intelligences import routes as intelligence_routes
from imperium.intelligences.advanced_media import capabilities as media_capabilities
from imperium.intelligences.advanced_media.outcomes import Outcomes
from imperium.intelligences.advanced_media.plan import Planner
from imperium.intelligences.advanced_media.repository import OutcomeRepository
from imperium.intelligences.tally import Execution, Tally
from imperium.intelligences.web_app_builder import capabilities as web_app_capabilities
from imperium.models import capabilities as model_capabilities
from imperium.models.catalog import Catalog
from imperium.models.http.safe import SafeClient
from imperium.models.keys.runtime import RuntimeProviders
from imperium.models.knowledge import Knowledge
from imperium.models.local.service import LocalModels
from imperium.models.media.bill import Bills
from imperium.models.media.desk import Desk
from imperium.models.quota.opening import open_quotas
from imperium.models.repository import Ledger
from imperium.models.routing import Routing
from imperium.models.service import ModelService
from imperium.models.usage import UsageRecord
from imperium.platform import interpreter
from imperium.platform.auth.bind import check_bind
from imperium.platform.auth.principal import Principal
from imperium.platform.auth.repository import KeyRepository
from imperium.platform.capability import Capability, Context, Result
from imperium.platform.errors import NotFound
from imperium.platform.fair import FairSlots, Priority
from imperium.platform.jobs.callbacks import Callbacks
from imperium.platform.jobs.repository import CallbackRepository
from imperium.platform.jobs.signing import Signing
from imperium.platform.moderation import Moderation
from imperium.platform.platform import Platform
from imperium.platform.resilience import Breakers, CircuitBreaker, RetryPolicy
from imperium.platform.settings import Settings
from imperium.platform.telemetry import metrics
from imperium.radiance import capabilities as radiance_capabilities
from imperium.remote.capability import open_clients, served_elsewhere
from imperium.review import capabilities as review_capabilities
from imperium.videos import capabilities as video_capabilities
from imperium.videos import routes as video_routes
from imperium.weights import capabilities as weights_capabilities
from imperium.workflows.addon import load_addons
from imperium.workflows.engine import principal_of
from imperium.workflows.engines.journal import JournalEngine
from imperium.workflows.failures import explain
from imperium.workflows.handed_over import HandedOver
from imperium.workflows.model_planner import ModelPlanner
from imperium.workflows.outlook import Outlook
from imperium.workflows.planner import PreferModel, RulePlanner
from imperium.workflows.record import record_of
from imperium.workflows.repository import RunRepository
from imperium.workflows.run import RunState
from imperium.workflows.service import WorkflowService
from imperium.workflows.targets import ModelTargets
from imperium.workflows.tasks import TaskRunner


class Application:
    """Every service, wired. `start` and `close` are called by the server. `clock` gives seconds since the epoch."""

    def __init__(self, settings: Settings, address: str, clock: Callable[[], float] = time.time) -> None:
        self.settings = settings
        self.platform = platform = Platform.open(settings, address)
        self.ledger = Ledger(platform.database, platform.journal)
        self.local = local = LocalModels(settings, platform.folder)
        catalog = Catalog(local.settings, local.stored())
        self.providers = RuntimeProviders(local.settings, platform.folder, platform.database, catalog, local.stored)
        local.changed = self.providers.platform.renew
        self.quotas = open_quotas(platform, self.ledger, clock)
        self.routing = Routing.open(platform, self.ledger, catalog, clock)
        self.models = ModelService(
            settings,
            self._record,
            Knowledge.load(platform.folder),
            catalog=catalog,
            own=self.providers.users.connections,
            quotas=self.quotas,
            router=self.routing.router,
            clock=clock,
        )
        self.models.observers += self.routing.observers
        self._configured = frozenset(self.models.catalog.names())
        self.ledger.strongest = self._strongest_cost
        self.ledger.siblings = lambda: self.models.running
        self.media_outcomes = Outcomes(OutcomeRepository(platform.database, platform.journal))
        self.media = Planner(platform.registry, self.media_outcomes)
        self.desk = Desk(settings.media, self.models, Bills(self.quotas, self._record, clock))
        self.elsewhere = open_clients(settings.services)
        self.moderation = Moderation(settings.moderation, self._ask)
        self.reviews = review_capabilities.opened_late(platform, clock)
        self._register()
        self.sessions = Sessions(platform.database, platform.journal, platform.events)
        self.runs = RunRepository(platform.database, platform.journal)
        self.targets = targets = ModelTargets(platform.registry, self.models.catalog_of, load_addons())
        self.rules = RulePlanner(platform.registry, targets, self.models.catalog_of)
        by_model = ModelPlanner(platform.registry, targets, platform.context)
        self.planner = PreferModel(by_model, self.rules, self.models.catalog_of)
        self.utilization = Utilization(machine())
        self.callbacks = self._callbacks(clock)
        self.intelligence_tally = Tally(clock)
        self.run_slots = FairSlots(settings.orchestration.max_concurrent_workflows, _shares(settings))
        self.engine = self._engine()
        self.workflows = WorkflowService(self.engine, self.runs, targets, self.planner, settings.orchestration)
        self.planning = Planning.open(
            platform, targets, self.models.catalog_of, self.rules, by_model, self.workflows, self.utilization
        )
        self.handed_over = self._handed_over()
        usual = self.planning.estimates.usual_seconds
        self.scheduling = Scheduling.open(platform, self.workflows, self.utilization, usual, clock, self._likely)
        self.chat = ChatService(self.sessions, self.models, self.workflows, self.rules.rehearse)
        self._watch_metrics()
        self.models.breakers = Breakers(
            threshold=settings.resilience.failure_threshold,
            rest_s=settings.resilience.open_seconds,
            on_new=self._watch,
        )

    async def start(self) -> None:
        self.platform.journal.start()
        await self.quotas.start()
        await self.local.start()
        await self.providers.start()
        await self.routing.start()
        await self.planning.experience.start()
        await self.media_outcomes.recall()
        await self.engine.start()
        await self.chat.start()
        self.callbacks.start()
        interpreter.tune()

    async def close(self) -> None:
        await self.chat.close()
        await self.callbacks.close()
        await self.engine.close()
        await self.planning.experience.close()
        await self.desk.close()
        await self.models.close()
        await self.routing.close()
        await self.quotas.close()
        await self.providers.close()
        await self.local.close()
        await asyncio.gather(*(client.close() for client in self.elsewhere.values()))
        await self.platform.close()

    def _watch_metrics(self) -> None:
        self._ended_runs = lru_cache(maxsize=8)(metrics.RUNS.labels)
        self._ended_tasks = lru_cache(maxsize=1_000)(
            lambda model, status, principal: metrics.TASKS.labels(self._capability_name(model, principal), status)
        )
        metrics.watch_queue(self.engine.depth)
        metrics.watch_utilization(self.utilization.share)

    def _engine(self) -> JournalEngine:
        settings = self.settings
        return JournalEngine(
            self.platform.events,
            self.runs,
            TaskRunner(WatchedTargets(self.targets, self.utilization), _retry_policy(settings)),
            self._context,
            explain,
            self.run_slots,
            Deliverer(self.sessions, self.models).deliver,
            self._count_run,
            lambda state: self.callbacks.due_with_end(state.id, state.request),
        )

    def _handed_over(self) -> HandedOver:
        """Where slices hand over work of their own."""
        platform = self.platform
        outlook = Outlook(self.run_slots, platform.workers.slots, platform.events, self.engine.request_of)
        return HandedOver(self.workflows, self.targets, outlook, platform.events, self._likely)

    def _likely(self, capability: str, seconds: float) -> float:
        """What work of a capability takes that foresees these seconds."""
        return self.planning.estimates.duration(capability, seconds).likely

    def _media(self, capability: Capability[Any]) -> Capability[Any]:
        """Done here, or where the settings say; and not at all what they don't allow."""
        if (elsewhere := self.elsewhere.get(capability.name)) is not None:
            capability = served_elsewhere(capability, elsewhere)
        return self.moderation.guarded(capability)

    @property
    def desks(self) -> dict[str, Desk]:
        """By capability where providers' models are ordered, of what is done here."""
        names = (image_routes.IMAGES.capability, video_routes.VIDEOS.capability)
        return {name: self.desk for name in names if name not in self.elsewhere}

    def _callbacks(self, clock: Callable[[], float]) -> Callbacks:
        settings, platform = self.settings.callbacks, self.platform
        secret = settings.secret.get_secret_value() if settings.secret else None
        return Callbacks(
            CallbackRepository(platform.database, platform.journal),
            Signing(platform.folder, secret),
            SafeClient(allowed=settings.allowed_hosts, timeout_s=10.0, max_bytes=65_536),
            self._told,
            clock,
        )

    async def _told(self, run_id: str) -> dict[str, Any]:
        """What a client is told of its run that has ended."""
        state = await self.engine.state(run_id)
        kind = next(
            kind for kind in (image_routes.IMAGES, video_routes.VIDEOS) if kind.origin == state.request["origin"]
        )
        return kind.job(record_of(state)).model_dump(mode="json")

    async def _ask(self, capability: str, inputs: dict[str, Any], principal: Principal) -> Result:
        return await self.platform.context(principal).call(capability, inputs)

    def _register(self) -> None:
        registry = self.platform.registry
        for capability in (
            *model_capabilities.capabilities(self.models),
            *map(
                self._media,
                (
                    *self._pictures(),
                    *video_capabilities.equipped(video_capabilities.CAPABILITIES, self.desk),
                    *radiance_capabilities.CAPABILITIES,
                    *weights_capabilities.capabilities(self.settings.media.weights_folder),
                ),
            ),
            *intelligence_capabilities.CAPABILITIES,
            *media_capabilities.capabilities(self.media),
            *web_app_capabilities.CAPABILITIES,
            *review_capabilities.capabilities(self.reviews),
        ):
            registry.add(capability)
        registry.add_installed()

    def _pictures(self) -> Iterable[Capability[Any]]:
        return image_capabilities.equipped(
            image_capabilities.CAPABILITIES, credentials_folder(self.settings.pictures), self.desk
        )

    def _strongest_cost(self, record: UsageRecord) -> int:
        """What the tokens of a request would have cost with the model that plans, the strongest one."""
        candidates, usage = self.models.catalog.candidates(self.settings.routes.high), record.usage
        if usage.cost_micro_usd is not None:
            usage = replace(usage, cost_micro_usd=None)
        return self.models.prices.cost(candidates[0], usage).micro_usd if candidates else 0

    def _context(self, state: RunState) -> Context:
        """What the tasks of a run may use."""
        return self.platform.context(principal_of(state), priority=state.request["priority"], idempotency_key=state.id)

    def _record(self, record: UsageRecord) -> asyncio.Future[None]:
        """Count what a request to a model used, and write it down."""
        name = (record.engine, record.model)
        labels = name if f"{record.engine}:{record.model}" in self._configured else UNCONFIGURED
        metrics.USE.count(labels, record.usage.input_tokens, record.usage.output_tokens, record.cost_micro_usd)
        return self.ledger.record(record)

    def _watch(self, breaker: CircuitBreaker) -> None:
        """Only what the configuration names becomes a metric: a client may ask for models of any name."""
        if breaker.name in self._configured:
            metrics.watch_breaker(breaker)

    def _count_run(self, state: RunState) -> None:
        self.planning.experience.ended(state)
        self._ended_runs(state.status).inc()
        self.callbacks.wake()
        ended = Counter([(task.model, task.status) for task in state.tasks.values()])
        principal = principal_of(state)
        for (model, status), count in ended.items():
            self._ended_tasks(model, status, principal).inc(count)
        for execution in _executions(state):
            self.intelligence_tally.ended(execution)

    def _capability_name(self, model: str, principal: Principal) -> str:
        """What a metric may be labelled with: never a name that a client made up."""
        try:
            return self.targets.capability(model, principal).name
        except NotFound:
            return "unknown"

    async def services(self) -> dict[str, Any]:
        """What `/status` tells."""
        connected = list(self.models.catalog.connections)
        return {
            "database": {"status": "ok", "kind": self.platform.database.url.get_backend_name()},
            "models": {"status": "ok" if connected else "none connected", "providers": connected},
            "quotas": await self.quotas.status(),
            "engine": {"status": "ok", "running": self.engine.running(), "waiting": self.engine.depth()},
            "workers": {
                "status": "ok",
                "busy": self.platform.workers.slots.held,
                "slots": self.platform.workers.slots.capacity,
            },
            "capabilities": {"status": "ok", "names": self.platform.registry.names()},
            **{name: await client.status() for name, client in self.elsewhere.items()},
        }


def _executions(state: RunState) -> Iterator[Execution]:
    """The intelligences at work in a run that has ended."""
    for task in state.tasks.values():
        if task.model in intelligence_routes.KINDS and task.status in ("succeeded", "failed") and not task.reused_from:
            succeeded = task.status == "succeeded"
            yield Execution(state.id, task.id, task.model, task.seconds, task.cost_micro_usd, succeeded)


def create_app(
    settings: Settings,
    *,
    host: str = "127.0.0.1",
    address: str = "",
    clock: Callable[[], float] = time.time,
    part: Part = "all",
) -> FastAPI:
    """The application for a server that listens on `host` and is reached at `address`. `clock` gives seconds since the
    epoch: of it are the days and months of limits, and how long keys hold. A `part` answers only what belongs to it.

    Raises:
        Conflict: another process owns the data folder.
        InvalidInput: a bind that others can reach, without any API key.
    """
    application = Application(settings, address, clock)
    platform = application.platform

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        key_repository = KeyRepository(platform.database)
        check_bind(host, await key_repository.any_in_force())
        await application.start()
        yield
        await application.close()

    app = FastAPI(
        title="Imperium", version=__version__, lifespan=lifespan, docs_url=None, redoc_url=None, summary=SUMMARY
    )
    app.state.platform, app.state.models, app.state.submissions = platform, application.models, application.handed_over
    app.state.desks = application.desks
    app.state.intelligence_tally = application.intelligence_tally
    app.state.callbacks, app.state.judge = application.callbacks, application.moderation
    add_front(app, application, host, clock, part)
    return app


UNCONFIGURED = ("other", "other")
"""How metrics call a provider and model that the configuration doesn't name: a client may ask for any."""
SUMMARY = "An objective becomes a finished, paid-for, delivered piece of work."


def _shares(settings: Settings) -> dict[Priority, float]:
    queuing = settings.queuing
    return {
        "high": queuing.high_priority_ratio,
        "medium": queuing.medium_priority_ratio,
        "low": queuing.low_priority_ratio,
    }


def _retry_policy(settings: Settings) -> RetryPolicy:
    tries = settings.orchestration.max_retries + 1
    resilience = settings.resilience
    return RetryPolicy(
        tries={"transient": tries, "resource": min(tries, 2), "persistent": 1, "logical": 1, "fatal": 1},
        base_s=resilience.base_delay_seconds,
        cap_s=resilience.max_delay_seconds,
    )
