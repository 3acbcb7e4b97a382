"""The catalogue through the whole server, and a model that rewrites."""

import json
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path
from typing import Any

import orjson
import pytest

from support.upstream_app import Provider, Running, connected, serving, settings_in

CATALOGUE = "/api/v1/intelligence/product_content/catalogue"
EXECUTE = "/api/v1/intelligence/product_content/execute"
TABLE = (
    "name,category,capacity,features,price\n"
    "Ferro kettle,Kettles,1.2 l,keep-warm function,119\n"
    ",Kettles,1 l,,20\n"
    "Aluna kettle,Kettles,0.8 l,auto shut-off,49\n"
)
PRODUCT = {
    "name": "Aria 40",
    "category": "Headphones",
    "attributes": {"battery life": "40 h", "weight": "254 g"},
    "features": ["foldable"],
}


@pytest.fixture
async def running(tmp_path: Path) -> AsyncIterator[Running]:
    async with serving(settings_in(tmp_path)) as found:
        yield found


async def streamed(running: Running, body: bytes, kind: str) -> list[tuple[str, dict[str, Any]]]:
    headers = {"accept": "text/event-stream", "content-type": kind}
    found, name = [], ""
    async with running.http.stream("POST", CATALOGUE, content=body, headers=headers) as answer:
        assert answer.status_code == 200, await answer.aread()
        async for line in answer.aiter_lines():
            field, _, value = line.partition(": ")
            name = value if field == "event" else name
            if field == "data":
                found.append((name, orjson.loads(value)))
    return found


async def test_a_table_is_streamed_row_by_row_with_its_errors(running: Running):
    events = await streamed(running, TABLE.encode(), "text/csv")
    assert [name for name, _ in events] == ["product", "row_error", "product", "summary"]
    first, wrong, last, summary = (data for _, data in events)
    assert "1.2" in first["content"]["description"]
    assert wrong["row"] == 2
    assert wrong["error"]["field"] == "rows.2.name"
    assert (first["progress"], last["progress"]) == (0.3333, 1.0)
    assert (summary["rows"], summary["written"], summary["failed"]) == (3, 2, 1)
    assert summary["coverage"]["unsupported"] == 0


async def test_a_file_that_is_none_ends_the_stream_with_the_reason(running: Running):
    ((name, problem),) = await streamed(running, b"colour\nred", "text/csv")
    assert name == "error"
    assert "no column 'name'" in problem["detail"]


async def test_more_than_a_thousand_products_in_one_body(running: Running):
    products = [{"name": f"Cup {number}"} for number in range(1_200)]
    events = await streamed(running, orjson.dumps(products), "application/json")
    assert len(events) == 1_201
    assert events[-1][1]["written"] == 1_200


async def test_who_leaves_ends_the_work(running: Running):
    products = "name,category,weight\n" + "".join(f"Aluna {n},Watches,{n} g\n" for n in range(1, 5_000))
    headers = {"accept": "text/event-stream", "content-type": "text/csv"}
    asked = running.http.stream("POST", CATALOGUE, content=products.encode(), headers=headers)
    async with asked as answer, aclosing(answer.aiter_lines()) as lines:
        async for line in lines:
            if line.startswith("data: "):
                break
    again = await streamed(running, TABLE.encode(), "text/csv")
    assert again[-1][0] == "summary"
    workers = running.app.state.platform.workers
    assert len(workers._all) == len(workers._idle) == 1


async def test_a_run_leaves_files(running: Running):
    answer = await running.http.post(CATALOGUE, content=TABLE.encode(), headers={"content-type": "text/csv"})
    assert answer.status_code == 202, answer.text
    run = await running.ended(answer.json()["id"])
    assert run["status"] == "succeeded", run
    files = {file["filename"]: file["url"] for task in run["tasks"] for file in task["artifacts"]}
    assert set(files) == {"catalogue.json", "catalogue.csv", "catalogue.md"}
    entries = (await running.http.get(files["catalogue.json"])).json()
    assert [entry["row"] for entry in entries] == [1, 2, 3]
    table = (await running.http.get(files["catalogue.csv"])).text
    assert table.startswith("row,product,title,description")
    assert "Ferro kettle" in table


async def test_what_is_no_catalogue_is_refused(running: Running):
    answer = await running.http.post(CATALOGUE, content=b"x", headers={"content-type": "application/pdf"})
    assert answer.status_code == 422
    assert "text/csv" in answer.json()["remedy"]


async def test_the_documented_product(running: Running):
    details = {"name": "Smart Watch Pro", "category": "Wearables"}
    features = ["Heart rate monitoring", "GPS", "Water resistant"]
    asked = {
        "product_details": {**details, "features": features},
        "content_type": "description",
        "tone": "professional",
    }
    answer = (await running.http.post(EXECUTE, json=asked)).json()
    content = answer["result"]["content"]
    assert content["description"].startswith("Smart Watch Pro is a water resistant watch")
    assert len(content["bullets"]) == 3
    assert "variations" not in content
    named = {source for told in answer["result"]["sources"] for source in told["attributes"]}
    assert named >= set(features)
    assert answer["result"]["editor"]["coverage"] == {"given": 3, "told": 3, "unsupported": 0}


async def test_a_list_is_written_in_a_worker(running: Running):
    products = [{"name": f"Cup {number}", "features": ["Dishwasher safe"]} for number in range(30)]
    answer = (await running.http.post(EXECUTE, json={"objective": "cups", "products": products})).json()
    assert len(answer["result"]["content"]["catalogue"]) == 30
    assert answer["result"]["editor"]["written"] == 30


async def test_brackets_of_the_user_never_look_like_a_slot(running: Running):
    product = {"name": "Cup {x}", "features": ["[soft] handle", "a <b> c"]}
    answer = (await running.http.post(EXECUTE, json={"product": product})).json()
    assert "{" not in answer["result"]["markdown"]
    assert "Cup (x)" in answer["result"]["markdown"]


async def rewritten(folder: Path, *said: str) -> dict[str, Any]:
    """What comes back when a model says these, one after the other."""
    provider = Provider()
    await provider.start()
    provider.scripts["editor"] = list(said)
    asked = {"product": PRODUCT, "content_type": "description", "tone": "professional", "rewrite": True}
    try:
        roles = dict.fromkeys(("fast_ai", "medium_ai", "thinking_ai"), "editor")
        async with serving(connected(folder, provider, roles)) as running:
            answer = await running.http.post(EXECUTE, json=asked)
            assert answer.status_code == 200, answer.text
            return dict(answer.json()["result"])
    finally:
        await provider.stop()


async def test_what_a_model_rewrites_is_used_where_it_passes(tmp_path: Path):
    text = "The Aria 40 are foldable headphones. They run for 40 hours on a charge and weigh 254 g."
    result = await rewritten(tmp_path, json.dumps({"description": text}))
    assert result["content"]["description"] == text
    assert "Rewritten by" in result["notes"][0]
    assert all(told["attributes"] for told in result["sources"])


@pytest.mark.parametrize(
    "text",
    [
        "The Aria 40 are waterproof foldable headphones. They run for 40 hours on a charge and weigh 254 g.",
        "The Aria 40 are foldable headphones. They run for 48 hours on a charge and weigh 254 g.",
        "The Aria 40 are foldable headphones that run for 40 hours on a charge.",
        "The Aria 40 are the best foldable headphones. They run for 40 hours and weigh 254 g.",
        "no json at all",
    ],
    ids=["invented", "bent", "lost", "boast", "nonsense"],
)
async def test_what_a_model_invents_bends_or_loses_is_not(tmp_path: Path, text: str):
    result = await rewritten(tmp_path, json.dumps({"description": text}) if " are " in text else text)
    assert result["content"]["description"] != text
    assert "the embedded writer's" in result["notes"][0]
    assert "40 hours" in result["content"]["description"]


async def test_without_a_model_the_note_says_so(running: Running):
    answer = await running.http.post(EXECUTE, json={"product": PRODUCT, "rewrite": True})
    assert answer.status_code == 200
    assert "the embedded writer's" in answer.json()["result"]["notes"][0]
