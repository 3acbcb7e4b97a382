import orjson

from imperium.workflows.report import report_data
from imperium.workflows.run import RunState


def png(name: str, filename: str = "x.png") -> dict[str, object]:
    return {
        "name": name * 64 + ".png",
        "filename": filename,
        "media_type": "image/png",
        "size": 3,
        "url": "/artifacts/x",
    }


def test_every_task_says_who_did_it_how_often_how_long_and_for_how_much(run, done):

    state = run(
        done("research", {"text": "Found."}, "research_ai", "openrouter", "kimi", seconds=12.5, cost=18_400),
        done("posts", {"text": "Post."}, seconds=0.02),
        objective="Sell bottles",
    )
    data = orjson.loads(orjson.dumps(report_data(state)))
    assert (data["run_id"], data["status"], data["objective"]) == ("run_01test", "succeeded", "Sell bottles")
    research, posts = data["tasks"]
    shown = {key: research[key] for key in ("model", "engine", "answered_by", "attempts", "seconds", "cost_micro_usd")}
    assert shown == {
        "model": "research_ai",
        "engine": "openrouter",
        "answered_by": "kimi",
        "attempts": 1,
        "seconds": 12.5,
        "cost_micro_usd": 18_400,
    }
    assert posts["attempts"] == 1
    assert posts["output"] == {"text": "Post."}
    assert data["totals"] == {
        "cost_micro_usd": 18_400,
        "budget_micro_usd": None,
        "seconds": 102.4,
        "tasks": 2,
        "attempts": 2,
        "by_status": {"succeeded": 2},
    }


def test_a_failure_keeps_its_error_and_its_explanation(run, done):

    error, said = (
        {"detail": "No memory", "code": "resource-error"},
        {"summary": "Too big.", "next_step": "Ask for less."},
    )
    [task] = report_data(run(done("image", status="failed", error=error, explanation=said), ends="failed"))["tasks"]
    assert (task["status"], task["error"]) == ("failed", error)
    assert task["explanation"]["next_step"] == "Ask for less."


def test_file_names_are_safe_and_no_two_alike(run, done):

    state = run(
        done("image", {}, artifacts=[png("a", "../../etc/passwd"), png("b"), png("c")]),
        done("Image", {}, artifacts=[png("d"), png("a")]),
        done("index", {}, artifacts=[{**png("e"), "name": "e" * 64 + ".html", "media_type": "text/html"}]),
    )
    files = {file["name"][0]: file["file"] for file in report_data(state)["artifacts"]}
    expected = {"a": "image.png", "b": "image-2.png", "c": "image-3.png", "d": "image-4.png", "e": "index-2.html"}
    assert files == expected


def test_a_run_that_has_only_been_asked_for_has_a_report_too():

    data = report_data(RunState("run_01new"))
    assert (data["status"], data["tasks"], data["totals"]["seconds"]) == ("queued", [], 0.0)
