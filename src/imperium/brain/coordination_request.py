"""What `/api/v1/l20/coordinate` takes: domains, and what each is to do."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from imperium.brain.prioritization import Level
from imperium.kit.suggest import did_you_mean
from imperium.platform.capability import Capability, Registry, invalid_input
from imperium.platform.errors import InvalidInput, NotFound
from imperium.platform.limits import over

Name = Annotated[str, Field(min_length=1, max_length=200)]
LONGEST_NAME = 80
RESERVED = ("task_id", "depends_on", "inputs_from")


class Available(BaseModel):
    """Resources that the work may take at the same time."""

    model_config = ConfigDict(extra="forbid")

    cpu: float | None = Field(None, gt=0, le=1024, description="Cores.")
    memory_mb: int | None = Field(None, gt=0, le=1_024_000)
    gpu: int | None = Field(None, ge=0, le=64)


class CoordinateRequest(BaseModel):
    """`task_specs` holds for each domain the inputs of its capability, or a list of such inputs, one a task.

    Beside its inputs a task may say `task_id` (its name), `depends_on` (tasks or domains that end before it starts) and
    `inputs_from` (input field → `task.path.in.its.output`).
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "domains": ["image_generation", "marketing"],
                    "task_specs": {
                        "image_generation": {"prompt": "A blue water bottle", "resolution": "320x180"},
                        "marketing": {"objective": "Launch a blue water bottle for hikers"},
                    },
                }
            ]
        },
    )

    domains: list[Name] = Field(min_length=1, max_length=1000, description="Capabilities, by name.")
    task_specs: dict[Name, dict[str, Any] | list[dict[str, Any]]] = Field({}, description="By domain.")
    resources: Available | None = Field(None, description="What may be in use at once; this machine's by default.")
    priority: Level = "normal"
    budget_usd: float | None = Field(None, ge=0, le=1_000_000, description="The run stops before it costs more.")
    timeout_seconds: float | None = Field(None, gt=0, le=86_400, description="By default as the schedule needs.")
    exact: bool = Field(False, description="The shortest schedule, for up to 300 tasks; needs OR-Tools.")


class Links(BaseModel):
    """What a task says of others."""

    model_config = ConfigDict(extra="forbid")

    task_id: str | None = Field(None, pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,79}$")
    depends_on: list[Name] = Field([], max_length=1000)
    inputs_from: dict[str, Annotated[str, Field(pattern=r"^[A-Za-z_]\w*(\.\w+)*$", max_length=500)]] = {}


@dataclass(slots=True)
class Assignment:
    """One task, the `number`-th of its domain: who does it, with what. `where` is its place in the request; `params`
    gains what it is given by rule, and `assumed` says so."""

    name: str
    domain: str
    capability: Capability[Any]
    params: dict[str, Any]
    links: Links
    where: str
    number: int = 0
    assumed: list[dict[str, str]] = field(default_factory=list)


def assignments(request: CoordinateRequest, registry: Registry, most: int) -> list[Assignment]:
    """The tasks of a request, domain by domain. Raises InvalidInput for a domain, a link or a name that is wrong, and
    TooLarge for more than `most` tasks."""
    domains = list(dict.fromkeys(request.domains))
    known = [_capability(registry, domain, f"domains.{place}") for place, domain in enumerate(domains)]
    for domain in request.task_specs:
        if domain not in domains:
            raise _not_asked_for(domain, domains)
    found: list[Assignment] = []
    for domain, capability in zip(domains, known, strict=True):
        found += _of_domain(domain, capability, request.task_specs.get(domain, {}))
    if len(found) > most:
        raise over("task_specs", "a list", len(found), most, "tasks")
    _check_names(found)
    return found


def _of_domain(
    domain: str, capability: Capability[Any], specs: dict[str, Any] | list[dict[str, Any]]
) -> list[Assignment]:
    where = f"task_specs.{domain}"
    if isinstance(specs, dict):
        return [_assignment(domain, capability, specs, where, _variable(domain))]
    return [
        _assignment(domain, capability, spec, f"{where}.{place}", f"{_variable(domain)}_{place + 1}", place)
        for place, spec in enumerate(specs)
    ]


def _assignment(
    domain: str, capability: Capability[Any], spec: dict[str, Any], where: str, name: str, number: int = 0
) -> Assignment:
    params = {key: value for key, value in spec.items() if key not in RESERVED}
    try:
        links = Links.model_validate({key: spec[key] for key in RESERVED if key in spec})
    except ValidationError as error:
        raise invalid_input(error, Links.model_fields, f"{where}.") from None
    return Assignment(links.task_id or name, domain, capability, params, links, where, number)


def _variable(domain: str) -> str:
    """The domain's name as that of a variable."""
    name = re.sub(r"\W", "_", domain, flags=re.ASCII)[:LONGEST_NAME]
    return f"_{name}" if name[0].isdigit() else name


def _capability(registry: Registry, domain: str, where: str) -> Capability[Any]:
    try:
        return registry.get(domain)
    except NotFound as error:
        raise InvalidInput(
            f"{where}: there is no capability {domain!r}.", field=where, value=domain, remedy=error.remedy
        ) from None


def _not_asked_for(domain: str, domains: list[str]) -> InvalidInput:
    return InvalidInput(
        f"task_specs: {domain!r} is not among the domains.",
        field=f"task_specs.{domain}",
        value=domain,
        remedy=f"Add it to `domains`. {did_you_mean(domain, domains)}",
    )


def _check_names(tasks: list[Assignment]) -> None:
    taken: dict[str, str] = {}
    for task in tasks:
        if task.name in taken:
            raise InvalidInput(
                f"{task.where}: the name {task.name!r} is that of {taken[task.name]} too.",
                field=f"{task.where}.task_id",
                value=task.name,
                remedy="Give each task a task_id of its own.",
            )
        taken[task.name] = task.where
