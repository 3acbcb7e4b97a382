"""What users do with workflows: submit, follow, pause, resume, cancel, fork. Every check comes before anything runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from imperium.kit.money import usd_to_micro
from imperium.kit.suggest import did_you_mean
from imperium.platform.auth.principal import Principal
from imperium.platform.errors import InvalidInput, NotFound
from imperium.platform.settings import Orchestration
from imperium.workflows.engine import Engine, RunRequest, workflow_of
from imperium.workflows.plan import Plan, Planner
from imperium.workflows.repository import RunRepository
from imperium.workflows.run import RunState
from imperium.workflows.schemas import ForkRequest, WorkflowRequest
from imperium.workflows.spec import Stage, Task, Workflow, parse_workflow
from imperium.workflows.targets import ModelTargets
from imperium.workflows.template import get_template
from imperium.workflows.validation import check_variables

LETTING_GO_S = 5.0


class WorkflowService:
    """One for the process. A tenant sees its own runs and no others."""

    def __init__(
        self,
        engine: Engine,
        repository: RunRepository,
        targets: ModelTargets,
        planner: Planner,
        defaults: Orchestration,
    ) -> None:
        self._engine = engine
        self._repository = repository
        self._targets = targets
        self._planner = planner
        self._defaults = defaults

    async def submit(self, request: WorkflowRequest, principal: Principal, key: str | None = None) -> RunState:
        """Start what a request asks for. Raises InvalidInput, TooLarge, and for an objective what planning raises."""
        if (request.workflow is None) == (request.objective is None):
            raise InvalidInput(
                "Send either workflow or objective.",
                field="workflow",
                remedy="workflow holds stages, objective plain words.",
            )
        if request.objective is not None:
            return await self.start_plan(await self.plan(request, principal), request, principal, key=key)
        workflow = parse_workflow({"workflow": request.workflow, "variables": request.variables})
        return await self.start(workflow, request, principal, key, title=request.title or "Workflow", origin="workflow")

    async def plan(self, request: WorkflowRequest, principal: Principal) -> Plan:
        """A plan for the request's objective within its budget. Raises what the planner raises."""
        return await self._planner.plan(request.objective or "", principal, self._budget(request))

    async def start_plan(
        self,
        plan: Plan,
        request: WorkflowRequest,
        principal: Principal,
        *,
        key: str | None = None,
        session_id: str | None = None,
    ) -> RunState:
        """Start the plan of the request's objective; its delivery goes to the session, if there is one."""
        return await self.start(
            plan.workflow,
            request,
            principal,
            key,
            title=request.title or plan.title,
            origin="objective",
            objective=request.objective,
            plan=plan.as_dict(),
            planning_cost_micro_usd=plan.cost_micro_usd,
            session_id=session_id,
        )

    async def submit_template(
        self, name: str, parameters: Mapping[str, Any], principal: Principal, key: str | None = None
    ) -> RunState:
        template = get_template(name)
        workflow = template.fill(parameters)
        title = f"{template.title}: {next(iter(workflow.variables.values()), '')}"
        return await self.start(workflow, WorkflowRequest(), principal, key, title=title, origin=f"template:{name}")

    async def get(self, run_id: str, principal: Principal) -> RunState:
        """Raises NotFound, also for another tenant's run."""
        state = await self._engine.state(run_id)
        if state.request["principal"][1] != principal.tenant:
            raise NotFound(f"There is no run {run_id[:80]!r}.", field="run_id")
        return state

    async def wait(self, state: RunState, timeout_s: float) -> RunState:
        """The state once the run has ended, or after `timeout_s`."""
        return state if state.is_final else await self._engine.wait(state.id, timeout_s)

    async def pause(self, run_id: str, principal: Principal) -> RunState:
        await self.get(run_id, principal)
        return await self._engine.pause(run_id)

    async def resume(self, run_id: str, principal: Principal) -> RunState:
        """Raises NotFound, Conflict. A run whose end was just recorded is let go of first."""
        await self._let_go(await self.get(run_id, principal))
        return await self._engine.resume(run_id)

    async def _let_go(self, state: RunState) -> None:
        """Until the engine has let go of a run that has ended; others aren't waited for."""
        if state.is_final:
            await self._engine.wait(state.id, LETTING_GO_S)

    async def cancel(self, run_id: str, principal: Principal) -> RunState:
        await self.get(run_id, principal)
        return await self._engine.cancel(run_id)

    async def fork(self, run_id: str, request: ForkRequest, principal: Principal, key: str | None = None) -> RunState:
        """A new run that keeps what neither is the task nor depends on it. Raises NotFound, InvalidInput."""
        origin = await self.get(run_id, principal)
        if request.task not in origin.tasks:
            raise NotFound(
                f"Run {run_id} has no task {request.task[:80]!r}.",
                field="task",
                remedy=did_you_mean(request.task, origin.tasks),
            )
        workflow = _changed(workflow_of(origin), request)
        self._check(workflow, principal)
        again = _dependants(workflow, request.task, set(request.variables))
        reused = {
            task.id: task.outcome()
            for task in origin.tasks.values()
            if task.status == "succeeded" and task.id not in again
        }
        return await self._engine.submit(
            RunRequest(
                workflow=workflow,
                principal=principal,
                title=origin.request["title"],
                origin=origin.request["origin"],
                objective=origin.request["objective"],
                priority=origin.request["priority"],
                budget_micro_usd=origin.request["budget_micro_usd"],
                timeout_s=origin.request["timeout_s"],
                plan=origin.request["plan"],
                session_id=origin.request["session_id"],
                idempotency_key=key,
                forked_from=run_id,
                reused=reused,
            )
        )

    async def page(
        self, principal: Principal, limit: int, cursor: str | None, status: str | None = None, **having: str | None
    ) -> list[dict[str, Any]]:
        """See the repository."""
        return await self._repository.page(principal.tenant, limit, cursor, status=status, **having)

    @property
    def default_timeout_s(self) -> float:
        """What a run may take that doesn't say so."""
        return self._defaults.default_timeout_seconds

    async def start(
        self,
        workflow: Workflow,
        request: WorkflowRequest,
        principal: Principal,
        key: str | None,
        **about: Any,
    ) -> RunState:
        """Start a workflow that was read. Raises InvalidInput, NotFound."""
        self._check(workflow, principal)
        return await self._engine.submit(
            RunRequest(
                workflow=workflow,
                principal=principal,
                priority=request.priority,
                budget_micro_usd=self._budget(request),
                timeout_s=request.timeout_seconds or self._defaults.default_timeout_seconds,
                idempotency_key=key,
                **about,
            )
        )

    def _check(self, workflow: Workflow, principal: Principal) -> None:
        check_variables(workflow)
        for _, where, task in workflow.placed:
            self._targets.check(task, where, workflow.variables, principal)

    def _budget(self, request: WorkflowRequest) -> int | None:
        amount = request.budget_usd if request.budget_usd is not None else self._defaults.default_budget_usd
        return None if amount is None else usd_to_micro(amount)


def _changed(workflow: Workflow, request: ForkRequest) -> Workflow:
    """The workflow with the fork's changes."""
    ids = iter(workflow.placed)

    def change(task: Task) -> Task:
        task_id, _, _ = next(ids)
        if task_id != request.task:
            return task
        params = {**task.config.params, **request.params}
        config = task.config.model_copy(update={"params": {k: v for k, v in params.items() if v is not None}})
        prompt = task.prompt if request.prompt is None else request.prompt
        return task.model_copy(update={"prompt": prompt, "config": config})

    stages = tuple(
        Stage(type=s.type, tasks=tuple(change(task) for task in s.tasks), resources=s.resources)
        for s in workflow.workflow
    )
    return Workflow(workflow=stages, variables={**workflow.variables, **request.variables})


def _dependants(workflow: Workflow, task_id: str, changed_variables: set[str]) -> set[str]:
    """The ids of the task, and of all that use its output or a changed variable or come after it if it succeeds,
    directly or not."""
    stale, again = set(changed_variables), set[str]()
    for stage, ids in workflow.staged:
        for place in stage.order:
            candidate, task = ids[place], stage.tasks[place]
            before = workflow.predecessors.get(candidate, ()) if task.trigger_rule == "all_success" else ()
            if candidate == task_id or task.uses & stale or not again.isdisjoint(before):
                again.add(candidate)
                stale.add(task.output_variable)
    return again
