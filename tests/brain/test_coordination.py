"""Several domains as one durable run: who waits for whom, when, and what becomes of each."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from heapq import heappop, heappush
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis.strategies import floats, lists
from pydantic import BaseModel, ConfigDict, Field

from imperium.brain.allocation_demand import Amount
from imperium.brain.coordination import Coordination
from imperium.brain.coordination_request import CoordinateRequest
from imperium.brain.scheduling import Work, list_schedule, quickest_first, schedule
from imperium.brain.scheduling_job import as_job, as_schedule, solve
from imperium.platform.auth.principal import LOCAL_ADMIN, Principal, Role
from imperium.platform.capability import Capability, Context, Estimate, Registry, Resources, Result
from imperium.platform.errors import ImperiumError, InvalidInput, LogicalError, NotBuilt, NotFound, TooLarge
from imperium.workflows.interpreter import Outcome, interpret
from imperium.workflows.spec import Task, parse_workflow
from support.house import House, opened, settings_in
from support.waiting import until

from .test_scheduling import ROOM, jobs

THERE = Amount(4_000, 8_000, 1)


class Motif(BaseModel):
    shape: str


class Sketch(BaseModel):
    model_config = ConfigDict(extra="forbid")

    prompt: str = Field(min_length=1)
    motif: Motif | None = None
    seconds: float = 1.0


class Drawn(BaseModel):
    motif: dict[str, Any]
    text: str


class Copy(BaseModel):
    model_config = ConfigDict(extra="forbid")

    objective: str | None = None
    product: dict[str, Any] | None = None


async def draw(inputs: Sketch, context: Context) -> Result:
    if inputs.prompt == "fails":
        raise LogicalError("The pencil broke.")
    motif = inputs.motif or Motif(shape=inputs.prompt.upper())
    return Result({"motif": motif.model_dump(), "text": f"{motif.shape} for {inputs.prompt}"}, "studio")


async def write(inputs: Copy, context: Context) -> Result:
    return Result({"text": inputs.objective or (inputs.product or {})["name"]}, "studio")


def studio(name: str, seconds: float, *purposes: str, cpu: float = 1.0) -> Capability[Any]:
    return Capability(
        name=name,
        summary=f"Does {name}.",
        inputs=Sketch,
        outputs=Drawn,
        run=draw,
        purposes=purposes,
        resources=Resources(cpu=cpu, memory_mb=100),
        estimate=lambda inputs: Estimate(seconds=seconds * inputs.seconds, cost_micro_usd=5),
    )


def desk(name: str, *purposes: str) -> Capability[Any]:
    return Capability(name=name, summary=f"Writes {name}.", inputs=Copy, run=write, purposes=purposes)


CAPABILITIES = (
    studio("sketch", 2.0, "image"),
    studio("movie", 9.0, "video", cpu=2.0),
    desk("words", "product copy"),
    desk("site", "website"),
)


def plan(domains: list[str], specs: dict[str, Any], **request: Any) -> Coordination:
    asked = CoordinateRequest(domains=domains, task_specs=specs, **request)
    return Coordination.of(asked, Registry(CAPABILITIES), THERE, 10_000)


def waits(job: Coordination) -> dict[str, list[str]]:
    found = job.waits_for()
    return {task.name: sorted(found[place]) for place, task in enumerate(job.tasks)}


def test_a_film_takes_what_a_picture_made_whichever_is_named_first():
    for domains in (["sketch", "movie"], ["movie", "sketch"]):
        job = plan(domains, {"sketch": {"prompt": "a fox"}})
        assert waits(job) == {"sketch": [], "movie": ["sketch"]}
        assert [(link.field, link.path) for link in job.links] == [("motif", "motif")]
    movie = next(task for task in job.tasks if task.name == "movie")
    assert movie.params["prompt"] == "a fox"
    assert movie.assumed == [{"field": "prompt", "from": "sketch"}]


def test_a_film_about_something_else_takes_nothing():
    job = plan(["sketch", "movie"], {"sketch": {"prompt": "a fox"}, "movie": {"prompt": "a crow"}})
    assert waits(job) == {"sketch": [], "movie": []}


def test_a_page_comes_after_the_copy_and_the_picture_that_it_shows():
    specs = {"words": {"objective": "tea"}, "sketch": {"prompt": "tea"}, "site": {"objective": "tea"}}
    assert waits(plan(["site", "words", "sketch"], specs)) == {"words": [], "sketch": [], "site": ["sketch", "words"]}


def test_several_tasks_of_a_domain_are_paired_by_their_number():
    job = plan(
        ["sketch", "movie"], {"sketch": [{"prompt": "a"}, {"prompt": "b"}], "movie": [{"prompt": "a"}, {"prompt": "b"}]}
    )
    assert waits(job)["movie_2"] == ["sketch_2"]
    assert waits(job)["movie_1"] == ["sketch_1"]


def test_what_the_request_says_goes_before_every_rule():
    specs = {"words": {"objective": "tea", "depends_on": ["site"]}, "site": {"objective": "tea"}}
    assert waits(plan(["words", "site"], specs)) == {"words": ["site"], "site": []}


def test_tasks_may_be_named_and_linked():
    specs = {
        "sketch": [{"prompt": "a", "task_id": "cover"}, {"prompt": "b", "depends_on": ["cover"]}],
        "words": {"inputs_from": {"objective": "cover.text"}},
    }
    job = plan(["sketch", "words"], specs)
    assert waits(job) == {"cover": [], "sketch_2": ["cover"], "words": ["cover"]}


def test_words_are_taken_from_the_same_field_before_others():
    specs = {"words": {"objective": "a shop"}, "sketch": {"prompt": "a fox"}}
    job = plan(["words", "sketch", "movie"], specs)
    assert job.tasks[2].params["prompt"] == "a fox"
    assert waits(job)["movie"] == ["sketch"]


def test_who_can_do_with_what_it_has_is_given_nothing():
    job = plan(["words", "site"], {"words": {"product": {"name": "Kettle"}}, "site": {}})
    assert job.tasks[1].params == {}
    assert job.tasks[1].assumed == []


@pytest.mark.parametrize(
    ("domains", "specs", "field"),
    [
        (["sktech"], {}, "domains.0"),
        (["sketch"], {"sketch": {"prompt": "a"}, "movie": {}}, "task_specs.movie"),
        (["sketch"], {"sketch": {}}, "task_specs.sketch.prompt"),
        (["sketch"], {"sketch": {"prompt": "a", "colour": 1}}, "task_specs.sketch.colour"),
        (["sketch"], {"sketch": [{"prompt": "a", "depends_on": ["c"]}]}, "task_specs.sketch.0.depends_on.0"),
        (["words"], {"words": {"inputs_from": {"objectiv": "words.text"}}}, "task_specs.words.inputs_from.objectiv"),
        (["sketch"], {"sketch": {"prompt": "a", "task_id": "no name"}}, "task_specs.sketch.task_id"),
        (["sketch"], {"sketch": [{"prompt": "a", "task_id": "x"}] * 2}, "task_specs.sketch.1.task_id"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_by_its_place(domains: list[str], specs: dict[str, Any], field: str):
    with pytest.raises(InvalidInput) as refused:
        plan(domains, specs)
    assert refused.value.field == field


def test_a_circle_is_refused_by_its_names():
    specs = {"words": {"objective": "a", "depends_on": ["site"]}, "site": {"objective": "a", "depends_on": ["words"]}}
    with pytest.raises(InvalidInput) as refused:
        plan(["words", "site"], specs)
    assert sorted(refused.value.extra["cycle"]) == ["site", "words"]


def test_more_than_the_request_allows_is_refused_and_more_than_the_machine_has_is_not():
    specs = {"movie": {"prompt": "a"}}
    with pytest.raises(InvalidInput) as refused:
        plan(["movie"], specs, resources={"cpu": 1})
    assert refused.value.field == "resources.cpu"
    small = Coordination.of(
        CoordinateRequest(domains=["movie"], task_specs=specs), Registry(CAPABILITIES), Amount(1_000, 50, 0), 10
    )
    assert small.work.needs == [Amount(1_000, 50, 0)]


def test_too_many_tasks_are_refused():
    with pytest.raises(TooLarge):
        Coordination.of(
            CoordinateRequest(domains=["sketch"], task_specs={"sketch": [{"prompt": "a"}] * 3}),
            Registry(CAPABILITIES), THERE, 2,
        )  # fmt: skip


@settings(max_examples=10)
@given(jobs())
def test_a_worker_finds_the_same(job: Any):
    asked = orjson.loads(orjson.dumps(as_job(job, ROOM)))
    answer = orjson.loads(orjson.dumps(solve(asked, lambda fraction, message: None)))
    assert as_schedule(answer) == quickest_first(job, ROOM, schedule(job, ROOM))


class Clock:
    """A port whose tasks take milliseconds of its own: when nothing else can happen, the next one ends."""

    def __init__(self, durations: Sequence[int]) -> None:
        self.durations = durations
        self.now = 0
        self.running: list[tuple[int, int, asyncio.Future[None]]] = []

    async def step(self, task_id: str, task: Task, scope: Mapping[str, Any]) -> Outcome:
        number, ended = int(task_id[1:]), asyncio.get_running_loop().create_future()
        heappush(self.running, (self.now + self.durations[number], number, ended))
        await ended
        return Outcome(task_id)

    async def skip(self, task_id: str, error: ImperiumError) -> Outcome:
        raise error

    async def until(self, run: asyncio.Task[bool]) -> int:
        while not run.done():
            for _ in range(8):  # turns of the loop in which what was waited for begins
                await asyncio.sleep(0)
            if self.running:
                self.now, _, ended = heappop(self.running)
                ended.set_result(None)
        assert run.result()
        return self.now


async def lasting(job: Work, starts: Sequence[int], durations: Sequence[int]) -> int:
    """Milliseconds that the graph of a schedule takes."""
    after = [[f"t{first}" for first, then in zip(job.graph.first, job.graph.then, strict=True) if then == t]
             for t in range(job.graph.count)]  # fmt: skip
    tasks = [
        {"model": "make", "output_variable": f"t{place}", "after": after[place],
         "resources": {"cpu": job.needs[place].milli_cpu / 1_000, "memory_mb": job.needs[place].memory_mb,
                       "gpu": job.needs[place].gpu}}
        for place in sorted(range(job.graph.count), key=lambda place: (starts[place], place))
    ]  # fmt: skip
    stage = {"type": "graph", "tasks": tasks, "resources": ROOM.as_dict()}
    clock = Clock(durations)
    run = asyncio.create_task(interpret(parse_workflow({"workflow": [stage]}), clock))
    return await clock.until(run)


def one_by_one(job: Work, factors: Sequence[float] = (1.0,) * 15) -> Work:
    """The same with durations no sums of which are alike, so that no two tasks end at the same moment."""
    durations = [
        round(lasts * factor) * 2**15 + 2**n
        for n, (lasts, factor) in enumerate(zip(job.durations, factors, strict=False))
    ]
    return Work(job.graph, durations, job.needs)


@settings(max_examples=30)
@given(jobs())
def test_a_run_whose_tasks_take_what_was_expected_takes_what_its_schedule_says(job: Work):
    job = one_by_one(job)
    found = schedule(job, ROOM, drawn=0)
    assert asyncio.run(lasting(job, found.starts, job.durations)) == found.makespan


@settings(max_examples=30)
@given(jobs(), lists(floats(0.5, 4), min_size=15, max_size=15))
def test_a_run_whose_tasks_take_longer_is_a_list_schedule_of_what_they_take(job: Work, factors: list[float]):
    found, really = schedule(job, ROOM, drawn=0), one_by_one(job, factors)
    order = sorted(range(job.graph.count), key=lambda place: (found.starts[place], place))
    starts = list_schedule(really, ROOM, [-float(order.index(place)) for place in range(job.graph.count)])
    ends = [start + lasts for start, lasts in zip(starts, really.durations, strict=True)]
    assert asyncio.run(lasting(really, found.starts, really.durations)) == max(ends)


def test_what_was_learned_of_durations_counts():
    asked = CoordinateRequest(domains=["sketch"], task_specs={"sketch": {"prompt": "a"}})
    job = Coordination.of(asked, Registry(CAPABILITIES), THERE, 10, lambda capability, seconds: 3 * seconds)
    assert job.work.durations == [6_000]


# ── as runs ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with opened(settings_in(tmp_path)) as house:
        for capability in CAPABILITIES:
            house.application.platform.registry.add(capability)
        yield house


async def coordinated(house: House, domains: list[str], specs: dict[str, Any], **request: Any) -> dict[str, Any]:
    """The results, once the run has ended."""
    coordinator = house.application.scheduling.coordinator
    asked = CoordinateRequest(domains=domains, task_specs=specs, **request)
    accepted = await coordinator.coordinate(asked, LOCAL_ADMIN)
    await house.ended(await house.workflows.get(accepted["run_id"], LOCAL_ADMIN))
    return await coordinator.results(accepted["run_id"], LOCAL_ADMIN)


async def test_results_are_gathered_by_domain_with_where_they_come_from(house: House):
    specs = {"sketch": {"prompt": "a fox"}, "words": {"objective": "a fox"}, "site": {"objective": "a fox"}}
    found = await coordinated(house, ["sketch", "movie", "words", "site"], specs)
    assert found["status"] == "succeeded"
    assert {name: domain["status"] for name, domain in found["domains"].items()} == dict.fromkeys(
        ["sketch", "movie", "words", "site"], "succeeded"
    )
    movie = found["domains"]["movie"]["results"][0]
    assert movie["output"]["text"] == "A FOX for a fox"
    provenance = movie["provenance"]
    assert provenance["capability"] == "movie"
    assert provenance["engine"] == "studio"
    assert provenance["inputs_from"] == {"motif": "sketch.motif"}
    assert provenance["after"] == ["sketch"]


async def test_one_domain_that_fails_leaves_the_others(house: House):
    specs = {"sketch": {"prompt": "fails"}, "words": {"objective": "tea"}, "site": {"objective": "tea"}}
    found = await coordinated(house, ["sketch", "movie", "words", "site"], specs)
    statuses = {name: domain["status"] for name, domain in found["domains"].items()}
    assert statuses == {"sketch": "failed", "movie": "failed", "words": "succeeded", "site": "succeeded"}
    assert found["status"] == "failed"
    assert found["domains"]["words"]["results"][0]["output"] == {"text": "tea"}
    missing = found["domains"]["movie"]["missing"][0]
    assert missing["status"] == "skipped"
    assert "sketch" in missing["error"]["detail"]
    assert found["domains"]["sketch"]["missing"][0]["error"]["detail"] == "The pencil broke."


async def test_a_run_that_is_cancelled_says_so_for_each_domain(house: House):
    coordinator = house.application.scheduling.coordinator
    asked = CoordinateRequest(domains=["make"], task_specs={"make": {"prompt": "slow"}})
    house.workshop.waits["slow"] = asyncio.Event()
    accepted = await coordinator.coordinate(asked, LOCAL_ADMIN)
    await house.workflows.cancel(accepted["run_id"], LOCAL_ADMIN)
    found = await coordinator.results(accepted["run_id"], LOCAL_ADMIN)
    assert (found["status"], found["domains"]["make"]["status"]) == ("cancelled", "cancelled")


async def test_a_domain_of_which_a_part_failed_is_partial(house: House):
    found = await coordinated(house, ["sketch"], {"sketch": [{"prompt": "fine"}, {"prompt": "fails"}]})
    assert found["domains"]["sketch"]["status"] == "partial"
    assert [result["task"] for result in found["domains"]["sketch"]["results"]] == ["sketch_1"]


async def test_braces_in_what_is_sent_mean_themselves(house: House):
    found = await coordinated(house, ["words"], {"words": {"objective": "{site.text} and {{x}} } {"}})
    assert found["domains"]["words"]["results"][0]["output"] == {"text": "{site.text} and {{x}} } {"}


async def test_the_answer_shows_the_schedule_and_where_to_follow(house: House):
    coordinator = house.application.scheduling.coordinator
    asked = CoordinateRequest(domains=["sketch", "movie"], task_specs={"sketch": {"prompt": "a"}}, resources={"cpu": 4})
    accepted = await coordinator.coordinate(asked, LOCAL_ADMIN)
    run = f"/workflow/{accepted['run_id']}"
    assert (accepted["status_url"], accepted["events_url"]) == (run, f"{run}/events")
    found = accepted["schedule"]
    assert (found["makespan_seconds"], found["bound_seconds"], found["gap"]) == (11.0, 11.0, 0.0)
    assert found["critical_path"] == ["sketch", "movie"]
    assert [(task["task"], task["start_seconds"]) for task in found["tasks"]] == [("sketch", 0.0), ("movie", 2.0)]
    await house.ended(await house.workflows.get(accepted["run_id"], LOCAL_ADMIN))


async def test_the_run_is_a_graph_in_the_order_of_the_schedule_with_the_room_that_is_allowed(house: House):
    coordinator = house.application.scheduling.coordinator
    specs = {"words": {"objective": "tea"}, "site": {"objective": "tea"}, "sketch": {"prompt": "a"}}
    asked = CoordinateRequest(domains=["site", "movie", "words", "sketch"], task_specs=specs, resources={"cpu": 4})
    accepted = await coordinator.coordinate(asked, LOCAL_ADMIN)
    state = await house.ended(await house.workflows.get(accepted["run_id"], LOCAL_ADMIN))
    (stage,) = state.request["workflow"]
    assert (stage["type"], stage["resources"]["cpu"]) == ("graph", 4.0)
    assert {task["output_variable"]: task["resources"]["cpu"] for task in stage["tasks"] if "resources" in task} == {
        "sketch": 1.0, "movie": 2.0,
    }  # fmt: skip
    assert [task["output_variable"] for task in stage["tasks"]] == [
        task["task"] for task in accepted["schedule"]["tasks"]
    ]
    after = {task.id: set(task.after) for task in state.tasks.values()}
    assert after == {"words": set(), "sketch": set(), "movie": {"sketch"}, "site": {"sketch", "words"}}


async def test_a_task_waits_for_no_more_than_it_needs(house: House):
    """What is quick goes on while something slow is still being made beside it."""
    house.workshop.waits["slow"] = gate = asyncio.Event()
    coordinator = house.application.scheduling.coordinator
    specs = {"make": {"prompt": "slow"}, "words": {"objective": "tea"}, "site": {"objective": "tea"}}
    accepted = await coordinator.coordinate(
        CoordinateRequest(domains=["make", "site", "words"], task_specs=specs), LOCAL_ADMIN
    )
    state = await house.workflows.get(accepted["run_id"], LOCAL_ADMIN)
    await until(lambda: state.tasks["site"].status == "succeeded")
    assert state.tasks["make"].status == "running"
    gate.set()
    assert (await house.ended(state)).status == "succeeded"


async def test_what_comes_only_after_a_failed_task_runs_all_the_same(house: House):
    specs = {"sketch": {"prompt": "fails"}, "words": {"objective": "tea", "depends_on": ["sketch"]}}
    found = await coordinated(house, ["sketch", "words"], specs)
    assert {name: domain["status"] for name, domain in found["domains"].items()} == {
        "sketch": "failed", "words": "succeeded",
    }  # fmt: skip


async def test_the_same_key_gives_the_same_run(house: House):
    coordinator = house.application.scheduling.coordinator
    asked = CoordinateRequest(domains=["words"], task_specs={"words": {"objective": "tea"}})
    first, second = [await coordinator.coordinate(asked, LOCAL_ADMIN, "key") for _ in range(2)]
    assert first["run_id"] == second["run_id"]
    await house.ended(await house.workflows.get(first["run_id"], LOCAL_ADMIN))


async def test_others_see_no_results_and_other_runs_have_none(house: House):
    coordinator = house.application.scheduling.coordinator
    found = await coordinated(house, ["words"], {"words": {"objective": "tea"}})
    with pytest.raises(NotFound):
        await coordinator.results(found["run_id"], Principal("eve", "elsewhere", Role.ADMIN))
    made = {"model": "words", "output_variable": "x", "config": {"params": {"objective": "tea"}}}
    other = await house.run({"type": "inline", "tasks": [made]})
    with pytest.raises(NotFound, match="coordinates no domains"):
        await coordinator.results(other.id, LOCAL_ADMIN)


async def test_the_shortest_schedule_is_found_in_a_worker(house: House):
    pytest.importorskip("ortools.sat.python.cp_model")
    coordinator = house.application.scheduling.coordinator
    asked = CoordinateRequest(domains=["sketch"], task_specs={"sketch": [{"prompt": "a"}] * 3}, exact=True)
    accepted = await coordinator.coordinate(asked, LOCAL_ADMIN)
    assert accepted["schedule"]["method"] == "cp-sat"
    assert accepted["schedule"]["gap"] == 0
    await house.ended(await house.workflows.get(accepted["run_id"], LOCAL_ADMIN))


async def test_without_the_extra_the_shortest_schedule_is_refused_with_what_to_install(house: House):
    if find_spec("ortools"):
        pytest.skip("the extra is installed")
    coordinator = house.application.scheduling.coordinator
    asked = CoordinateRequest(domains=["sketch"], task_specs={"sketch": [{"prompt": "a"}] * 3}, exact=True)
    with pytest.raises(NotBuilt) as refused:
        await coordinator.coordinate(asked, LOCAL_ADMIN)
    assert "imperium[scheduling]" in str(refused.value.remedy)


async def test_a_schedule_of_many_tasks_is_made_in_a_worker(house: House):
    specs = {"sketch": [{"prompt": "a"}] * 600, "words": [{"objective": "b"}] * 600}
    coordinator = house.application.scheduling.coordinator
    accepted = await coordinator.coordinate(
        CoordinateRequest(domains=["sketch", "words"], task_specs=specs), LOCAL_ADMIN
    )
    assert accepted["schedule"]["gap"] <= 0.02
    assert len(accepted["schedule"]["tasks"]) == 1_200
    await house.workflows.cancel(accepted["run_id"], LOCAL_ADMIN)
