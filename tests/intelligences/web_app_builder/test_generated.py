"""What the builder writes, run: generated tests pass, also after an update, and also on PostgreSQL."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from imperium.intelligences.web_app_builder.project import project
from imperium.intelligences.web_app_builder.specification import Specification
from imperium.intelligences.web_app_builder.trial import Step, run, without_secrets
from imperium.intelligences.web_app_builder.update import specifications, unpacked, update, write
from support.postgres import Postgres
from support.processes import lives
from support.waiting import until

NAME = "</script> {{ 7*7 }} \"'; \\ 😀"
SMALL = {
    "name": NAME,
    "framework": "none",
    "entities": [
        {"name": "Category", "fields": ["name: string"]},
        {
            "name": NAME,
            "fields": [
                {"name": "code", "unique": True, "max_length": 9},
                {"name": NAME, "type": "choice", "choices": [NAME, "open"]},
                {"name": "class", "type": "money", "min": 1},
                "when: datetime?",
            ],
            "relations": [{"to": "Category", "on_delete": "cascade"}, {"to": "Category", "kind": "many_to_many"}],
        },
    ],
    "features": ["user_auth", "dashboard", "analytics", "payments"],
}
LATER = {
    "name": NAME,
    "framework": "none",
    "entities": [
        {
            "name": "Category",
            "fields": ["name: text?", "weight: number", {"name": "rank", "type": "integer", "unique": True}],
        },
        {"name": "Label", "fields": ["name"], "relations": ["Category"]},
    ],
    "features": ["user_auth"],
}


def put(folder: Path, data: dict[str, Any]) -> Path:
    built = project(Specification.model_validate(data))
    write(unpacked(built.archive()), folder)
    return folder / "backend"


async def passing(backend: Path, *arguments: str) -> Step:
    """The project's own tests, in this environment: it has what their lock names."""
    plain = ("-p", "no:asyncio", "-p", "no:xdist", "-p", "no:cacheprovider", "-p", "no:hypothesispytest")
    return await run("backend", (sys.executable, "-m", "pytest", "-q", *plain, *arguments), backend, 300)


async def test_its_own_tests_pass(tmp_path: Path):
    step = await passing(
        put(tmp_path / "app", SMALL), "--ignore", "tests/test_auth.py", "--ignore", "tests/test_service.py"
    )
    assert step.passed, step.output


async def test_after_an_update_the_migrations_lead_to_the_new_tables(tmp_path: Path):
    put(tmp_path / "app", SMALL)
    earlier = tuple(Specification.model_validate(one) for one in specifications(tmp_path / "app"))
    built = project(Specification.model_validate(LATER), earlier)
    report = update(unpacked(built.archive()), tmp_path / "app")
    assert report.conflicts == []
    step = await passing(tmp_path / "app" / "backend", "tests/test_service.py", "tests/test_auth.py")
    assert step.passed, step.output


POSTGRES = """
import sys
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from fastapi.testclient import TestClient
from app.database import Base, connect
from app.main import create_app
from app.settings import HERE, Settings
from tests.api import Api, wrong
from tests.samples import BODIES

url = sys.argv[1]
config = Config(HERE / "alembic.ini")
config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
command.upgrade(config, "head")
with connect(url).connect() as connection:
    assert compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), Base.metadata) == []
client = TestClient(create_app(Settings(database_url=url, password_cost=16)), raise_server_exceptions=False)
api = Api.of(client, "ada@example.org")
for path, body in BODIES.items():
    first = api.created(path, body(api))
    assert api.get(f"{path}/{first['id']}").json() == first
    assert api.items(path, sort="-created_at", q="")[0]["id"] >= first["id"]
    assert wrong(api.post(path, {**body(api), "no_such_member": 1})) == ["no_such_member"]
same = {**BODIES["%s"](api), "code": first["code"]}
assert wrong(api.post("%s", same), 409) == ["code"]
assert api.get("dashboard").status_code == api.get("analytics").status_code == 200
client.app.state.sessions.kw["bind"].dispose()
command.downgrade(config, "base")
print("well")
"""


def test_it_runs_on_postgresql(tmp_path: Path, postgres: Postgres):
    backend = put(tmp_path / "app", SMALL)
    path = next(line for line in (backend / "app/models/__init__.py").read_text().split('"') if "script" in line)
    with postgres.database() as uri:
        url = uri.replace("postgresql://", "postgresql+psycopg://")
        script = POSTGRES.replace("%s", path)
        environment = {**without_secrets(os.environ), "PYTHONPATH": "."}
        done = subprocess.run(
            [sys.executable, "-c", script, url],
            cwd=backend,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.stdout.strip().endswith("well"), done.stderr[-3000:]


async def test_a_command_is_bounded_and_ended_with_all_that_it_started(tmp_path: Path):
    script = (
        "import pathlib, subprocess; child = subprocess.Popen(['sleep', '600']); "
        "pathlib.Path('child.pid').write_text(str(child.pid)); child.wait()"
    )
    step = await run("backend", (sys.executable, "-c", script), tmp_path, limit_s=5.0)
    assert not step.passed
    assert "longer than 5 s" in step.output
    pid = int((tmp_path / "child.pid").read_text())
    await until(lambda: not lives(pid))


async def test_a_program_that_is_missing_says_so(tmp_path: Path):
    step = await run("frontend", ("no-such-program",), tmp_path)
    assert not step.passed
    assert "not installed" in step.output


@pytest.mark.parametrize("name", ["IMPERIUM_API_KEY", "OPENAI_API_KEY", "GITHUB_TOKEN", "db_password", "PYTHONPATH"])
def test_commands_are_told_no_secrets(name: str):
    assert without_secrets({name: "x", "PATH": "/bin"}) == {"PATH": "/bin"}
