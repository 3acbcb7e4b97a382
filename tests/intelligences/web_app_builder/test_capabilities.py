"""`web_app_builder`, end to end in a worker process."""

import io
import json
import zipfile
from typing import Any

import pytest
from msgspec.structs import replace
from PIL import Image
from pydantic import BaseModel

from imperium.intelligences.web_app_builder.capabilities import CAPABILITIES
from imperium.intelligences.web_app_builder.work import ENGINE
from imperium.platform.capability import Capability, Context, Registry, Result
from imperium.platform.errors import InvalidInput, NoModelConnected

pytestmark = pytest.mark.asyncio(loop_scope="module")
DOCUMENTED = {
    "app_type": "web",
    "requirements": {"features": ["user_auth", "dashboard", "analytics"], "requires_payments": True},
    "framework": "React",
}


async def test_the_documented_request(context: Context):
    told: list[str] = []
    watched = replace(context, progress=lambda fraction, message: told.append(message))
    result = await watched.call("web_app_builder", DOCUMENTED)
    output = result.output
    json.dumps(output)
    assert (output["status"], result.engine, result.cost_micro_usd) == ("built", ENGINE, 0)
    assert output["architecture"]["frontend"] == "React"
    assert output["architecture"]["features"] == ["user_auth", "dashboard", "analytics", "payments"]
    assert told[:2] == ["renders the project", "draws the pages"]
    with zipfile.ZipFile(context.artifacts.path(output["archive"]["name"])) as archive:
        names = set(archive.namelist())
    assert {f"{output['folder']}/{item['path']}" for item in output["files"]} <= names
    for preview in output["previews"]:
        assert Image.open(context.artifacts.path(preview["name"])).size == (1200, 760)
    assert {"dashboard", "analytics", "payments", "login", "products-list"} <= {p["page"] for p in output["previews"]}


async def test_a_plan_is_shown_before_anything_is_built(context: Context):
    output = (await context.call("web_app_builder", {"objective": "A todo list, in React", "plan_only": True})).output
    assert output["status"] == "planned"
    assert [entity["name"] for entity in output["entities"]] == ["Task"]
    assert "archive" not in output
    assert "**Tasks**" in output["markdown"]
    assert {"method": "GET", "path": "/api/tasks", "summary": "List tasks", "needs_login": True} in output["api"]


async def test_what_is_said_outright_wins_over_the_sentence(context: Context):
    inputs = {
        "objective": "A blog with payments",
        "framework": "none",
        "entities": {"Boat": {"name": "string", "price": "money"}},
        "plan_only": True,
    }
    output = (await context.call("web_app_builder", inputs)).output
    assert [entity["name"] for entity in output["entities"]] == ["Boat"]
    assert output["architecture"]["features"] == ["user_auth", "payments"]
    assert output["architecture"]["frontend"] is None


@pytest.mark.parametrize(
    ("inputs", "field"),
    [
        ({"framework": "Backbone", "entities": ["Task"]}, "framework"),
        ({"features": ["telepathy"]}, "features.0"),
        ({"requirements": {"features": ["telepathy"]}}, "features.0"),
        ({"entities": ["Task", "task"]}, "entities.1.name"),
        ({"entitys": []}, "entitys"),
        ({"objective": ""}, "objective"),
        ({"name": "An app of nothing"}, None),
        ({"entities": [{"name": "x" * 81}]}, "entities.0.name"),
        ({"entities": ["Task"] * 31}, "entities"),
    ],
)
async def test_what_is_wrong_is_named(context: Context, inputs: dict[str, Any], field: str | None):
    with pytest.raises(InvalidInput) as refused:
        await context.call("web_app_builder", {**inputs, "plan_only": True})
    assert refused.value.field == field


class Question(BaseModel):
    """What a language model is asked."""

    model: str
    system: str
    messages: list[dict[str, str]]
    temperature: float


def answering(context: Context, *answers: str | Exception) -> tuple[Context, list[Question]]:
    """The context with a model in its registry that gives these answers, one after another."""
    asked: list[Question] = []

    async def answer(question: Question, _: Context) -> Result:
        asked.append(question)
        said = answers[len(asked) - 1]
        if isinstance(said, Exception):
            raise said
        return Result(output={"text": said}, engine="test", model="small", cost_micro_usd=7)

    chat = Capability(name="chat_completion", summary="", inputs=Question, run=answer)
    return replace(context, registry=Registry([*CAPABILITIES, chat])), asked


async def test_a_models_proposal_is_judged_by_the_same_checks(context: Context):
    wrong = json.dumps({"entities": ["Task", "task"]})
    right = json.dumps({"entities": [{"name": "Zeppelin", "fields": ["name", "gas: choice: helium, hydrogen"]}]})
    asking, asked = answering(context, "no JSON", wrong, f"Here it is: {right}")
    result = await asking.call(
        "web_app_builder", {"objective": "Manage airships", "framework": "none", "plan_only": True}
    )
    assert [entity["name"] for entity in result.output["entities"]] == ["Zeppelin"]
    assert "proposed by small" in result.output["notes"][0]
    assert (result.model, result.cost_micro_usd) == ("small", 7)
    assert "same name" in asked[2].messages[-1]["content"]


@pytest.mark.parametrize("answers", [("no JSON",) * 3, (NoModelConnected("none"),)])
async def test_without_a_usable_proposal_the_rules_read_the_sentence(context: Context, answers: tuple[Any, ...]):
    asking, _ = answering(context, *answers)
    inputs = {"objective": "A recipe book, without login", "framework": "none", "plan_only": True}
    result = await asking.call("web_app_builder", inputs)
    assert [entity["name"] for entity in result.output["entities"]] == ["Recipe", "Ingredient"]
    assert result.model is None


async def test_a_build_that_goes_on_from_an_earlier_one(context: Context):
    inputs = {
        "framework": "none",
        "entities": {"Task": {"title": "string", "due": "date?"}},
        "earlier": [{"framework": "none", "entities": {"Task": {"title": "string"}}}],
        "pictures": False,
    }
    output = (await context.call("web_app_builder", inputs)).output
    assert output["previews"] == []
    assert "backend/migrations/versions/0002_changes.py" in {item["path"] for item in output["files"]}
    archive = await context.artifacts.read(output["archive"]["name"])
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        manifest = json.loads(opened.read(f"{output['folder']}/.imperium/manifest.json"))
    assert len(manifest["specifications"]) == 2
