"""Where one objective is planned: its ways are found, carried out on paper, and the best one is written down."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from imperium.brain.arrangement import arranged
from imperium.brain.complexity import complexity
from imperium.brain.constraints import Constraints
from imperium.brain.decomposition import Applied, Decomposition, decompositions
from imperium.brain.drafting import PRODUCT, Drafter
from imperium.brain.estimates import Estimates
from imperium.brain.goal import ASKED, Goal, Precedent, Situation
from imperium.brain.intelligence import intelligences
from imperium.brain.media_budget import with_media_budget
from imperium.brain.method import Method, methods
from imperium.brain.piece import Piece
from imperium.brain.reduction import reduced
from imperium.brain.risks import risks
from imperium.brain.simulation import Simulation, simulate
from imperium.brain.strategy import Question, Strategy
from imperium.brain.understanding import understood
from imperium.intelligences.brief import Brief
from imperium.intelligences.deliverables import Deliverable
from imperium.intelligences.product import ProductDetails
from imperium.kit.ids import new_id
from imperium.models.catalog import Catalog
from imperium.platform.auth.principal import Principal
from imperium.platform.capability import Registry, Resources
from imperium.platform.errors import ImperiumError, InvalidInput
from imperium.workflows.plan import Plan
from imperium.workflows.planner import RECIPE_CAPABILITIES, inputs_for, mentions
from imperium.workflows.recipes import RECIPES, named, shortened
from imperium.workflows.room import Resources as SharedResources
from imperium.workflows.spec import Stage, Task, Workflow
from imperium.workflows.targets import CHAT, ModelTargets

UNNAMED = "new product"
"""Stands for a product that the objective doesn't name, until somebody does."""
RULES = "methods"
UNBOUND = Constraints()
NOTHING = SharedResources()


@dataclass(frozen=True, slots=True)
class Ask:
    """What is wanted. `use_model`: a connected language model may propose a plan as well, which takes its time."""

    objective: str
    constraints: Constraints = UNBOUND
    product: ProductDetails | None = None
    use_model: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """A plan that was carried out on paper."""

    by: str
    found: Decomposition
    pieces: tuple[Piece, ...]
    simulation: Simulation
    media_micro_usd: int | None = None

    def covers(self, other: Way) -> bool:
        """Whether it leaves out no more than the other of what was wanted."""
        return len(self.found.uncovered) <= len(other.found.uncovered)


@dataclass(frozen=True, slots=True)
class House:
    """What every desk works with. `here` tells what this machine has."""

    registry: Registry
    targets: ModelTargets
    catalog_of: Callable[[Principal], Catalog]
    estimates: Estimates
    here: Resources


class Desk:
    """Where one objective is planned."""

    def __init__(self, house: House, ask: Ask, principal: Principal, precedent: Precedent | None) -> None:
        brief, is_hidden = understood(ask.objective)
        brief = _described(brief, ask.product)
        self._house = house
        self._ask = ask
        self._principal = principal
        self._here = house.here
        self._limits = ask.constraints.within(self._here)
        self._product = _product(ask.product, brief, is_hidden)
        self._brief = brief if brief.product or brief.brand else replace(brief, product=UNNAMED)
        self._drafter = Drafter(house.targets, house.estimates, principal, self._variables())
        named = tuple(self._named())
        self._situation = Situation(ask.objective, brief, ask.constraints, self._can, named, precedent)

    def _variables(self) -> dict[str, Any]:
        product = {} if self._product is None else {PRODUCT: self._product}
        return {"objective": self._ask.objective, **product}

    def _named(self) -> Iterator[str]:
        """Capabilities beyond the recipes' that the objective names by one of their purposes."""
        for capability in self._house.registry:
            if capability.name not in RECIPE_CAPABILITIES and any(
                mentions(self._ask.objective, purpose) for purpose in capability.purposes
            ):
                yield capability.name

    def _can(self, name: str) -> bool:
        if name not in RECIPES:
            capability = self._house.registry.find(name)
            return capability is not None and name != CHAT and bool(inputs_for(capability))
        models = {draft.model for draft in RECIPES[name](self._brief, Deliverable(name))}  # type: ignore[index,arg-type]
        return all(self._is_served(model) for model in models)

    def _is_served(self, model: str) -> bool:
        try:
            capability = self._house.targets.capability(model, self._principal)
        except ImperiumError:
            return False
        return capability.name != CHAT or bool(self._house.catalog_of(self._principal).candidates(model))

    def ways(self) -> Iterator[Way]:
        """One by one, the preferred first; each of other goals."""
        seen: set[tuple[tuple[str, int], ...]] = set()
        for found in decompositions(self._situation, methods()):
            key = tuple((goal.name, goal.count) for goal in found.goals)
            if key not in seen:
                seen.add(key)
                yield self._way(RULES, found, self._drafter.pieces(found.goals, self._brief))

    def proposed(self, plan: Plan | None) -> Iterator[Way]:
        """The way of a plan that somebody else wrote: its tasks, in an order of our own that keeps what they use."""
        if plan is not None:
            goals = tuple(Goal(step.task, worth=ASKED) for step in plan.steps)
            every = frozenset(goal.name for goal in goals)
            free = {"after": (), "trigger_rule": "all_success"}
            tasks = [task.model_copy(update={**free, "output_variable": i}) for i, _, task in plan.workflow.placed]
            pieces = tuple(
                self._drafter.piece(task, goal, step.what, every, {}).after(
                    plan.workflow.predecessors.get(goal.name, ())
                )
                for task, goal, step in zip(tasks, goals, plan.steps, strict=True)
            )
            applied = (Applied("objective", plan.by, f"{plan.by} proposed it; the same simulation judged it."),)
            found = Decomposition(goals, applied, plan.uncovered)
            yield self._way(plan.by, found, pieces)

    def _way(self, by: str, found: Decomposition, pieces: tuple[Piece, ...]) -> Way:
        pieces, media = with_media_budget(pieces, self._ask.constraints.budget_micro_usd)
        return Way(by, found, pieces, self._judged(pieces), media)

    def _judged(self, pieces: Sequence[Piece]) -> Simulation:
        return simulate(arranged(pieces, self._limits), self._ask.constraints, self._here)

    def strategy(self, way: Way) -> Strategy:
        """The way's plan, or the nearest one that passes. Raises InvalidInput when there is none."""
        plan, dropped = (way.simulation, ()) if way.simulation.passes else self._nearest(way)
        pieces = [slot.piece for slot in plan.slots]
        questions = tuple(self._questions(pieces))
        names = intelligences(piece.capability for piece in pieces)
        open_points = len(questions) + len(way.found.uncovered)
        return Strategy(
            id=new_id("plan"),
            objective=self._ask.objective,
            kind=_kind(self._situation, way),
            title=_title(self._situation, self._brief, way),
            by=way.by,
            constraints=self._ask.constraints,
            limits=self._limits,
            simulation=plan,
            wanted=way.simulation,
            dropped=dropped,
            workflow=self._workflow(pieces),
            complexity=complexity(way.simulation, len(names), open_points),
            risks=risks(plan, self._ask.constraints, self._house.estimates),
            goals=tuple(dict.fromkeys(piece.goal for piece in pieces)),
            applied=way.found.applied,
            uncovered=way.found.uncovered,
            questions=questions,
            precedent=self._situation.precedent,
            notes=tuple(self._left_out(way.found.uncovered)),
            media_micro_usd=way.media_micro_usd if any("budget" in p.task.config.params for p in pieces) else None,
        )

    def _left_out(self, uncovered: Sequence[str]) -> Iterator[str]:
        """What becomes of that which was asked for and can't be made here."""
        written = [name for name in uncovered if name in RECIPES]
        if written:
            names = ", ".join(name.replace("_", " ") for name in written)
            yield f"Left out: {names}. That takes a language model, and none is connected that could do it."

    def _nearest(self, way: Way) -> tuple[Simulation, tuple[Piece, ...]]:
        found = reduced(way.pieces, self._judged)
        if found is None:
            first = way.simulation.violations[0]
            raise InvalidInput(
                f"Nothing of it can be done within the constraints. {first.detail}",
                field=first.field,
                value=first.value,
                remedy=first.remedy,
                violations=[
                    {name: getattr(one, name) for name in one.__struct_fields__} for one in way.simulation.violations
                ],
            )
        return found

    def _workflow(self, pieces: Sequence[Piece]) -> Workflow:
        """A graph in the order of the plan. What a piece comes after may fail; only what it reads has to be there."""
        stage = Stage(type="graph", tasks=tuple(map(_in_graph, pieces)), resources=_shared(self._limits))
        return Workflow(workflow=(stage,), variables=self._variables())

    def _questions(self, pieces: Sequence[Piece]) -> Iterator[Question]:
        if self._product == UNNAMED and any(PRODUCT in piece.task.uses for piece in pieces):
            yield Question(
                PRODUCT,
                "the product's name",
                UNNAMED,
                "Name the product in the objective, or send `product` with its name and what is known of it.",
            )


def _described(brief: Brief, product: ProductDetails | None) -> Brief:
    """The brief, about the product that was given beside it."""
    if product is None:
        return brief
    name = product.name
    return replace(
        brief, product=name, product_singular=name, product_plural=name, noun=name, brand=product.brand or brief.brand
    )


def _product(product: ProductDetails | None, brief: Brief, is_hidden: bool) -> dict[str, Any] | str | None:
    """For the variable: the given details; a stand-in where neither they nor the objective name the product; its name
    where the objective hides it; else nothing, for the objective says it."""
    if product is not None:
        return product.model_dump(mode="json", exclude_defaults=True)
    if not (brief.product or brief.brand):
        return UNNAMED
    named = {"name": brief.product, "brand": brief.brand} if brief.brand else brief.product
    return named if is_hidden else None


def _fitting(situation: Situation) -> tuple[str, Method] | None:
    """The method that fits the objective, whatever worked before for one like it."""
    root = Goal("objective")
    found = ((name, method) for name, method in methods()["objective"] if method.applies(situation, root))
    return next(((name, method) for name, method in found if method.title), None)


def _kind(situation: Situation, way: Way) -> str:
    """The type of the objective: the method that fits it, and for single pieces the first of them."""
    fitting = _fitting(situation)
    return fitting[0] if fitting else way.found.goals[0].name


def _title(situation: Situation, brief: Brief, way: Way) -> str:
    fitting = _fitting(situation)
    names = ", ".join(dict.fromkeys(goal.name.replace("_", " ") for goal in way.found.goals[:3]))
    return shortened(f"{fitting[1].title if fitting else f'{names.capitalize()} for'} {named(brief)}")


def _in_graph(piece: Piece) -> Task:
    resources = _shared(piece.resources)
    order = {"after": after, "trigger_rule": "all_done"} if (after := tuple(sorted(piece.needs - piece.uses))) else {}
    taken = {"resources": resources} if resources != NOTHING else {}
    return piece.task.model_copy(update={**order, **taken})


def _shared(resources: Resources) -> SharedResources:
    return SharedResources(cpu=resources.cpu, memory_mb=resources.memory_mb, gpu=resources.gpu)
