"""Who does the work that a task names: a role, a model, or a capability."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from imperium.kit.suggest import did_you_mean
from imperium.models.catalog import ROLES, Catalog
from imperium.platform.auth.principal import Principal
from imperium.platform.capability import Capability, Estimate, Registry
from imperium.platform.errors import ImperiumError, InvalidInput, NoModelConnected, NotFound
from imperium.workflows.addon import Addon
from imperium.workflows.spec import Task
from imperium.workflows.tasks import Call
from imperium.workflows.variables import fill, render

CHAT = "chat_completion"
PROMPT_FIELDS = ("prompt", "objective", "message", "text", "code")
SETTINGS_FIELDS = ("temperature", "max_tokens")


class ModelTargets:
    """Capabilities from the registry; roles and models through the capability `chat_completion`.

    A principal names what everybody has, and the models of its own providers: `catalog_of` tells.
    """

    def __init__(
        self, registry: Registry, catalog_of: Callable[[Principal], Catalog], addons: Mapping[str, Addon]
    ) -> None:
        self._registry = registry
        self._catalog_of = catalog_of
        self._addons = addons

    def capability(self, name: str, principal: Principal) -> Capability[Any]:
        """The capability behind a name. Raises NotFound with the nearest known name."""
        if (found := self._registry.find(name)) is not None:
            return found
        catalog = self._catalog_of(principal)
        if name in ROLES and (served_by := catalog.capability_of(name)) is not None:
            return self._registry.get(served_by)
        try:
            catalog.resolve(name)
        except NoModelConnected:
            pass
        except NotFound:
            known = [*catalog.names(), *self._registry.names()]
            raise NotFound(f"There is no model {name!r}.", remedy=did_you_mean(name, known)) from None
        return self._registry.get(CHAT)

    def call(self, name: str, task: Task, scope: Mapping[str, Any], principal: Principal) -> Call:
        """The capability and its inputs, with variables filled in; inputs without variables are read once."""
        capability = self.capability(name, principal)
        kept: Call | None = task.calls.get(name)
        if kept is not None and kept.capability is capability:
            return kept
        call = Call(capability, capability.parse(self._filled(capability, name, task, scope)))
        if not task.uses:
            task.calls[name] = call
        return call

    def _filled(self, capability: Capability[Any], name: str, task: Task, scope: Mapping[str, Any]) -> dict[str, Any]:
        inputs = self._inputs(capability, name, task)
        filled = {key: fill(value, scope) for key, value in inputs.items()}
        if task.prompt:
            filled[_prompt_field(capability)] = render(task.prompt, scope)
        return filled

    def foresee(self, task: Task, variables: Mapping[str, Any], principal: Principal) -> Estimate:
        """What a task is expected to take, before anything ran that it may build on. Raises InvalidInput."""
        try:
            capability, inputs = self.call(task.model, task, _Foreseen(variables), principal)
            return capability.estimate(inputs)
        except ImperiumError:
            if task.uses <= variables.keys():
                raise
            return Estimate()

    def check(self, task: Task, where: str, variables: Mapping[str, Any], principal: Principal) -> None:
        """Raise InvalidInput unless everything that the task names is known to the principal and fits, as far as
        `variables` tell."""
        self._check_addons(task, where)
        for field, name in [("model", task.model), *(("config.fallback", name) for name in task.config.fallback)]:
            try:
                capability = self.capability(name, principal)
            except NotFound as error:
                raise InvalidInput(
                    f"{where}.{field}: unknown model {name!r}.",
                    field=f"{where}.{field}",
                    value=name,
                    remedy=error.remedy,
                ) from None
            self._check_fit(capability, name, task, where)
            if task.uses <= variables.keys():
                self._check_inputs(name, task, where, variables, principal)

    def _check_addons(self, task: Task, where: str) -> None:
        for name in task.config.addons:
            if name not in self._addons:
                raise InvalidInput(
                    f"{where}.config.addons: unknown addon {name!r}.",
                    field=f"{where}.config.addons",
                    value=name,
                    remedy=did_you_mean(name, self._addons),
                )

    def _check_fit(self, capability: Capability[Any], name: str, task: Task, where: str) -> None:
        """A capability takes only the inputs that it declares; nothing is dropped in silence."""
        fields = capability.inputs.model_fields
        given = [key for key in SETTINGS_FIELDS if getattr(task.config, key) is not None]
        given += ["addons"] if task.config.addons and "system" not in fields else []
        for key in [*given, *task.config.params]:
            if key not in fields and (key != "addons" or "system" not in fields):
                raise InvalidInput(
                    f"{where}.config: {name} takes no {key!r}.",
                    field=f"{where}.config.{'' if key in given else 'params.'}{key}",
                    value=key,
                    remedy=did_you_mean(key, fields),
                )
        if task.prompt and not any(field in fields for field in PROMPT_FIELDS):
            raise InvalidInput(
                f"{where}.prompt: {name} takes no prompt.",
                field=f"{where}.prompt",
                remedy=f"Give its inputs in config.params: {', '.join(fields)}.",
            )

    def _check_inputs(
        self, name: str, task: Task, where: str, variables: Mapping[str, Any], principal: Principal
    ) -> None:
        """What builds on no other task is known already, so it is checked already."""
        try:
            capability, inputs = self.call(name, task, variables, principal)
            capability.estimate(inputs)
        except InvalidInput as error:
            raise InvalidInput(f"{where}: {name}: {error.detail}", field=where, remedy=error.remedy) from None

    def _inputs(self, capability: Capability[Any], name: str, task: Task) -> dict[str, Any]:
        inputs = dict(task.config.params)
        for key in SETTINGS_FIELDS:
            if (value := getattr(task.config, key)) is not None:
                inputs[key] = value
        if capability.name == CHAT and name != CHAT:
            inputs["model"] = name
        if task.config.addons:
            instructions = [self._addons[addon].instruction for addon in task.config.addons]
            inputs["system"] = "\n\n".join([*filter(None, [inputs.get("system")]), *instructions])
        return inputs


def _prompt_field(capability: Capability[Any]) -> str:
    return next(field for field in PROMPT_FIELDS if field in capability.inputs.model_fields)


class _Foreseen(Mapping[str, Any]):
    """The variables, and for what no task has made yet: it has every part, and each reads as a short text."""

    def __init__(self, known: Mapping[str, Any]) -> None:
        self._known = known

    def __getitem__(self, key: str) -> Any:
        if key in self._known:
            return self._known[key]
        return "…" if key in ("text", "markdown") else _Foreseen({})

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)

    def __contains__(self, key: object) -> bool:
        return True
