"""From a sentence to an app in a folder."""

import json
from pathlib import Path

import pytest
from program import Program

SENTENCE = "A todo list with projects, without login"


def test_a_sentence_becomes_an_app_in_a_folder(imperium: Program) -> None:
    done = imperium("build", SENTENCE, "--out", imperium.folder / "app", "--framework", "none")
    assert done.exit_code == 0, done.output
    assert "Tasks" in done.stdout
    assert "FastAPI" in done.stdout
    assert (imperium.folder / "app" / "backend" / "app" / "models" / "task.py").is_file()
    given = json.loads((imperium.folder / "app" / "specification.json").read_text())
    assert [entity["name"] for entity in given["entities"]] == ["Task", "Project"]
    again = imperium("build", SENTENCE, "--out", imperium.folder / "app")
    assert again.exit_code == 1
    assert "is not empty" in again.stderr


def test_a_plan_is_shown_and_nothing_is_written(imperium: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(imperium.folder)
    done = imperium("build", SENTENCE, "--plan")
    assert done.exit_code == 0, done.output
    assert "Priority: choice (low, medium, high)" in done.stdout
    assert [path.name for path in imperium.folder.iterdir() if path.name != "data"] == []


def test_an_update_keeps_edits(imperium: Program) -> None:
    folder, spec = imperium.folder / "app", imperium.folder / "spec.json"
    spec.write_text(json.dumps({"framework": "none", "entities": {"Boat": {"name": "string"}}}))
    assert imperium("build", "--spec", spec, "--out", folder).exit_code == 0
    readme = folder / "README.md"
    readme.write_text(readme.read_text() + "\nOurs.\n")
    spec.write_text(json.dumps({"framework": "none", "entities": {"Boat": {"name": "string", "sails": "integer"}}}))
    done = imperium("build", "--spec", spec, "--update", folder)
    assert done.exit_code == 0, done.output
    assert "1 kept as you changed them: README.md" in done.stdout
    assert readme.read_text().endswith("Ours.\n")
    assert "sails" in (folder / "backend/app/models/boat.py").read_text()
    assert "sails" in (folder / "backend/migrations/versions/0002_changes.py").read_text()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "Say what to build"),
        (["A blog", "--spec", "x.json"], "Say what to build"),
        (["A blog", "--framework", "Backbone"], "not a front end that can be built"),
        (["--spec", "nowhere.json"], "No such file"),
        (["A blog", "--update", "."], "no project"),
    ],
)
def test_what_is_wrong_is_a_sentence(imperium: Program, arguments: list[str], words: str) -> None:
    refused = imperium("build", *arguments)
    assert refused.exit_code == 1
    assert words in refused.stderr
    assert len(refused.stderr.splitlines()) == 1


@pytest.mark.parametrize("content", ["[1]", "{"])
def test_a_specification_that_is_none(imperium: Program, content: str) -> None:
    spec = Path(imperium.folder / "spec.json")
    spec.write_text(content)
    refused = imperium("build", "--spec", spec)
    assert refused.exit_code == 1
    assert "JSON" in refused.stderr
