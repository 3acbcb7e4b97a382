"""The flow of a message, over HTTP, as a person's client sees it."""

import asyncio
from pathlib import Path

import pytest

from imperium.app import Application
from imperium.chat import service
from imperium.platform.auth.principal import LOCAL_ADMIN
from support.upstream_app import COST, Provider, Running, connected, serving, settings_in
from support.waiting import until

WORK = "Write social media posts, an e-mail campaign and two product images for eco-friendly water bottles for hikers"
RESEARCH = "Research the market for solar balconies, compare five vendors and write a full report with a plan"
PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
    "+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
ROLES = {
    "fast_ai": "fast",
    "medium_ai": "medium",
    "thinking_ai": "thinking",
    "image_analysis_ai": "vision",
}


async def test_a_question_without_a_model_is_answered_from_the_knowledge_base_or_plainly_refused(
    alone: Running,
) -> None:
    answer = await alone.say("What is the height of the third tallest mountain of Peru?")
    assert answer["category"] in ("L", "M")
    assert answer["response"].startswith("No language model is connected, so this can't be answered.")
    assert "orchestration_config.json" in answer["response"]
    assert answer["run_id"] is None
    known = await alone.say("How do I connect a model?")
    assert known["engine"] == "embedded:knowledge"
    assert "No language model is connected, so this can't be answered" not in known["response"]


@pytest.mark.parametrize(
    ("tokens", "images", "model"),
    [
        (0, [], "fast"),
        (99_000, [], "fast"),
        (100_100, [], "thinking"),
        (199_000, [], "thinking"),
        (200_100, [], "vision"),
        (890_000, [], "vision"),
        (0, [PIXEL], "vision"),
        (150_000, [PIXEL], "thinking"),
    ],
)
async def test_size_comes_before_pictures_and_pictures_before_complexity(
    provider: Provider, tmp_path: Path, tokens: int, images: list[str], model: str
) -> None:
    async with serving(connected(tmp_path, provider, ROLES)) as running:
        answer = await running.say("What is this?", context_tokens=tokens, images=images)
    assert answer["model"] == model
    assert [request["model"] for request in provider.requests] == [model]


async def test_the_overrides_hold_for_work_too(provider: Provider, tmp_path: Path) -> None:
    async with serving(connected(tmp_path, provider, ROLES)) as running:
        answer = await running.say(WORK, context_tokens=150_000)
    assert answer["model"] == "thinking"
    assert answer["run_id"] is None


async def test_over_nine_hundred_thousand_tokens_is_refused_and_not_kept(alone: Running) -> None:
    answer = await alone.http.post("/chat", json={"message": "hello", "context_tokens": 950_000, "session_id": "big"})
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["limit"] == 900_000
    assert problem["value"] > 950_000
    assert (await alone.get("/chat/big"))["messages"] == []


@pytest.mark.parametrize(
    ("message", "category", "model"),
    [
        ("Good morning!", "L", "fast"),
        ("Translate 'cat' to French", "L", "thinking"),
        ("What are the benefits of renewable energy?", "M", "medium"),
    ],
)
async def test_easy_is_fast_and_hard_is_thought_about(
    provider: Provider, tmp_path: Path, message: str, category: str, model: str
) -> None:
    async with serving(connected(tmp_path, provider, ROLES)) as running:
        answer = await running.say(message)
    assert (answer["category"], answer["model"]) == (category, model)
    assert answer["cost_micro_usd"] == COST
    assert 0 <= answer["complexity"] <= 1


async def test_a_configured_categorizer_decides_and_is_paid_by_who_asks(provider: Provider, tmp_path: Path) -> None:
    provider.scripts["sorter"] = ['{"complexity": 0.5, "category": "M", "hard": false}']
    roles = {**ROLES, "categorizer": "sorter"}
    async with serving(connected(tmp_path, provider, roles, routes={"askCategorizer": True})) as running:
        answer = await running.say("Hi")
        assert (answer["category"], answer["model"]) == ("M", "medium")
        costs = {row["model"]: row["cost_micro_usd"] for row in (await running.get("/stats"))["models"]}
    assert costs["sorter"] == COST


async def test_work_is_acknowledged_planned_run_and_delivered_once(alone: Running) -> None:
    answer = await alone.http.post("/chat", json={"message": WORK})
    assert answer.status_code == 202
    said = answer.json()
    assert said["category"] == "H"
    assert said["response"].startswith("I'm going to make")
    assert "2 pictures" in said["response"]
    assert said["events_url"] == f"/workflow/{said['run_id']}/events"
    run = await alone.ended(said["run_id"])
    assert run["status"] == "succeeded"
    assert run["delivery"]["response"].endswith("It cost $0.00.")
    conversation = await alone.get(f"/chat/{said['session_id']}")
    turns = [(turn["role"], turn["run_id"]) for turn in conversation["messages"]]
    assert turns == [("user", None), ("assistant", said["run_id"]), ("assistant", said["run_id"])]
    assert conversation["messages"][-1]["content"] == run["delivery"]["response"]


async def test_the_acknowledgement_waits_for_no_model_however_long_planning_takes(
    provider: Provider, tmp_path: Path, patient: pytest.MonkeyPatch
) -> None:
    patient.undo()
    assert service.CATEGORIZE_WITHIN_S + service.PLAN_WITHIN_S < 0.3, "that is promised"
    provider.scripts["thinking"] = [
        '{"title": "Posts", "workflow": [{"type": "inline", "tasks": [{"model": "social_posts",'
        ' "output_variable": "posts", "config": {"params": {"objective": "{objective}"}}}]}]}'
    ]
    gate = provider.waits["thinking"] = provider.waits["sorter"] = asyncio.Event()
    roles = {**ROLES, "categorizer": "sorter"}
    settings = connected(tmp_path, provider, roles, routes={"askCategorizer": True})
    async with serving(settings) as running:
        answer = await running.say(WORK)
        assert answer["run_id"] is None
        assert answer["events_url"] == f"/chat/{answer['session_id']}/events"
        gate.set()
        linked = await running.delivered(answer["session_id"])
        run = await running.ended(linked["run_id"])
        conversation = await running.get(f"/chat/{answer['session_id']}")
    assert run["plan"]["by"] == "thinking"
    assert run["status"] == "succeeded"
    said = [turn["content"] for turn in conversation["messages"] if turn["role"] == "assistant"]
    assert said[0] == answer["response"]
    assert said[1].startswith("I'm going to make social media posts")
    assert said[2] == run["delivery"]["response"]
    assert len(said) == 3


async def test_easy_work_that_needs_no_model_is_done_without_one(alone: Running) -> None:
    answer = await alone.say("Create three Instagram posts for a bamboo toothbrush")
    assert answer["category"] == "H"
    assert answer["reasons"][-1] == "it can be made here without a model"
    run = await alone.ended(answer["run_id"])
    assert run["status"] == "succeeded"
    assert "bamboo toothbrush" in run["results"]["social_posts"]["markdown"].lower()


async def test_easy_work_goes_to_a_connected_model(provider: Provider, tmp_path: Path) -> None:
    async with serving(connected(tmp_path, provider, ROLES)) as running:
        answer = await running.say("Create three Instagram posts for a bamboo toothbrush")
    assert answer["model"] in ("fast", "medium", "thinking")
    assert answer["run_id"] is None


async def test_work_that_needs_a_model_is_refused_in_plain_words(alone: Running) -> None:
    answer = await alone.http.post("/chat", json={"message": RESEARCH})
    said = answer.json()
    assert answer.status_code == 200
    assert said["category"] == "H", said
    assert said["run_id"] is None
    assert said["events_url"] is None
    assert "needs a language model" in said["response"]
    assert "To connect one" in said["response"]


async def test_a_late_refusal_is_told_in_the_conversation(
    provider: Provider, tmp_path: Path, patient: pytest.MonkeyPatch
) -> None:
    """Planning that outlasts the acknowledgement may still fail: nobody is left waiting."""
    patient.undo()
    provider.scripts["thinking"] = ["no plan at all"]
    gate = provider.waits["thinking"] = asyncio.Event()
    dear = {"openai:dear": {"inputPerMillionUsd": 1_000, "outputPerMillionUsd": 1_000}}
    settings = connected(tmp_path, provider, {**ROLES, "research_ai": "dear"}, prices=dear)
    async with serving(settings) as running:
        answer = await running.say(RESEARCH, budget_usd=0.1)
        gate.set()
        refusal = await running.first("message.answered", f"/chat/{answer['session_id']}/events")
    assert "did not pass the checks after 3 repairs" in refusal["response"]


async def test_more_than_an_objective_may_hold_is_refused_with_the_limit(alone: Running) -> None:
    answer = await alone.http.post("/chat", json={"message": f"{WORK}. {'They keep water cold. ' * 600}"})
    assert answer.status_code == 413
    assert answer.json()["limit"] == 10_000
    assert answer.json()["field"] == "message"


async def test_a_conversation_goes_on_and_the_model_hears_what_was_said(provider: Provider, tmp_path: Path) -> None:
    settings = connected(tmp_path, provider, ROLES)
    async with serving(settings) as running:
        first = await running.say("My name is Ada.")
    async with serving(settings) as running:
        second = await running.say("What is my name?", first["session_id"])
        conversation = await running.get(f"/chat/{first['session_id']}")
    assert second["session_id"] == first["session_id"]
    heard = [message["content"] for message in provider.requests[-1]["messages"]]
    assert heard == ["My name is Ada.", first["response"], "What is my name?"]
    assert [turn["role"] for turn in conversation["messages"]] == ["user", "assistant"] * 2


async def test_a_streamed_answer_comes_in_pieces(provider: Provider, tmp_path: Path) -> None:
    async with serving(connected(tmp_path, provider, {"fast_ai": "echo", "medium_ai": "echo"})) as running:
        events = [event async for event in running.events("/chat", {"message": "Hello there"})]
    pieces = [data["text"] for kind, data in events if kind == "token"]
    assert len(pieces) > 2
    answer = dict(events)["answer"]
    assert "".join(pieces) == answer["response"]
    assert answer["cost_micro_usd"] == COST
    assert events[-1] == ("done", {})


async def test_streamed_work_is_followed_to_its_delivery(alone: Running) -> None:
    kinds = [kind async for kind, _ in alone.events("/chat", {"message": WORK})]
    assert kinds[0] == "answer"
    assert kinds.index("task.succeeded") < kinds.index("run.delivered") < kinds.index("run.succeeded")
    assert kinds[-1] == "done"


async def test_streamed_work_that_is_planned_slowly_is_followed_too(
    provider: Provider, tmp_path: Path, patient: pytest.MonkeyPatch
) -> None:
    patient.undo()
    provider.scripts["thinking"] = ["no plan"]
    gate = provider.waits["thinking"] = asyncio.Event()
    events = []
    async with serving(connected(tmp_path, provider, ROLES)) as running:
        async for event in running.events("/chat", {"message": WORK}):
            events.append(event)
            gate.set()
    answers = [data for kind, data in events if kind == "answer"]
    assert [answer["run_id"] is None for answer in answers] == [True, False]
    assert events[-2][0] == "run.succeeded"


async def test_a_failure_is_answered_as_a_problem_and_kept_in_the_conversation(
    provider: Provider, tmp_path: Path
) -> None:
    roles = {"fast_ai": "status-401", "medium_ai": "status-401"}
    async with serving(connected(tmp_path, provider, roles)) as running:
        answer = await running.http.post("/chat", json={"message": "Hello", "session_id": "mine"})
        assert answer.status_code == 502
        assert answer.json()["error_class"] == "persistent"
        assert "sk-openai-secret" not in answer.text
        events = [event async for event in running.events("/chat", {"message": "Hello", "session_id": "mine"})]
        assert events[-1][0] == "error"
        turns = (await running.get("/chat/mine"))["messages"]
    assert [turn["role"] for turn in turns] == ["user", "assistant"] * 2
    assert "401" in turns[1]["content"]


async def test_opening_a_chat_box_warms_the_models_up(provider: Provider, tmp_path: Path) -> None:
    async with serving(connected(tmp_path, provider, {"categorizer": "sorter", "fast_ai": "fast"})) as running:
        opened = (await running.http.post("/chat/open")).json()
        assert opened["warming"] == ["categorizer", "fast_ai"]
        await until(lambda: {request["model"] for request in provider.requests} == {"sorter", "fast"})
        assert (await running.get(f"/chat/{opened['session_id']}"))["messages"] == []


async def test_what_was_accepted_before_a_crash_is_taken_up(tmp_path: Path) -> None:
    """A process dies after it accepted two messages and before it did anything about them."""
    settings = settings_in(tmp_path)
    before = Application(settings, "")
    before.platform.journal.start()
    for session_id, content in (("work", WORK), ("question", "How are you?")):
        await before.sessions.ensure(session_id, LOCAL_ADMIN, content)
        await before.sessions.hear(session_id, LOCAL_ADMIN, {"content": content, "images": [], "budget_usd": None})
    await before.platform.close()
    for _ in range(2):
        async with serving(settings) as running:
            delivered = await running.delivered("work")
            assert (await running.ended(delivered["run_id"]))["status"] == "succeeded"
            turns = (await running.get("/chat/question"))["messages"]
            assert turns[-1]["content"] == "The server stopped before this was answered. Ask again."
            assert len((await running.get("/workflow"))["runs"]) == 1
