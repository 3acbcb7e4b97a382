import io
import json
import tokenize
import zipfile
from hashlib import sha256
from pathlib import PurePosixPath

import yaml
from hypothesis import given, settings
from tests.intelligences.web_app_builder.specifications import ATTACKS, made, specifications

from imperium.intelligences.web_app_builder.project import MANIFEST, ORIGINALS, SPECIFICATION, project
from imperium.intelligences.web_app_builder.specification import Specification
from imperium.platform.errors import InvalidInput

FULL = {
    "name": "Shop & more",
    "framework": "none",
    "entities": {"Product": {"name": "string", "price": "money"}, "Tag": {"name": "string", "products": "Product[]"}},
    "features": ["user_auth", "dashboard", "analytics", "payments"],
}


@settings(max_examples=25)
@given(specifications())
def test_every_file_can_be_read_and_lies_inside(data: dict[str, object]):
    """The project reads its own Python, JSON and TOML; here are the paths and YAML."""
    try:
        built = project(Specification.model_validate(data))
    except InvalidInput:
        return
    for path, text in built.files.items():
        parts = PurePosixPath(path).parts
        assert not PurePosixPath(path).is_absolute()
        assert ".." not in parts
        assert all(part.isascii() and part.isprintable() for part in parts)
        if path.endswith((".yml", ".yaml")):
            assert isinstance(yaml.safe_load(text), dict)


def test_no_attack_stands_in_code():
    fields = [{"name": f"{attack} {number}", "type": "string"} for number, attack in enumerate(ATTACKS)]
    built = project(Specification.model_validate({"framework": "none", "name": ATTACKS[0], "entities": [
        {"name": ATTACKS[6], "fields": fields, "description": ATTACKS[2]}], "description": ATTACKS[7]}))  # fmt: skip
    for path, text in built.files.items():
        if path.endswith(".py"):
            tokens = tokenize.generate_tokens(io.StringIO(text).readline)
            names = {token.string for token in tokens if token.type == tokenize.NAME}
            assert not names & {"DROP", "alert", "onerror", "exit", "__import__"}, path
    assert "\\<script\\>" in built.files["README.md"]


def test_the_archive_is_the_same_each_time_and_whole():
    built = project(Specification.model_validate(FULL))
    assert built.archive() == project(Specification.model_validate(FULL)).archive()
    with zipfile.ZipFile(io.BytesIO(built.archive())) as archive:
        names = archive.namelist()
        assert all(name.startswith("shop-more/") for name in names)
        manifest = json.loads(archive.read(f"shop-more/{MANIFEST}"))
        for path, digest in manifest["files"].items():
            assert sha256(archive.read(f"shop-more/{path}")).hexdigest() == digest
        assert f"shop-more/{ORIGINALS}" in names
        assert archive.testzip() is None
    assert manifest["specifications"] == [json.loads(built.files[SPECIFICATION])]


def test_what_every_project_holds():
    files = project(Specification.model_validate(FULL)).files
    wanted = ("README.md", "Dockerfile", "compose.yaml", ".github/workflows/ci.yml", ".env.example", SPECIFICATION)
    assert set(wanted) <= files.keys()
    assert "Shop \\& more" in files["README.md"]
    assert "--hash=sha256:" in files["backend/requirements.lock"]
    assert "STRIPE_SECRET_KEY" in files["compose.yaml"]


def test_a_specification_written_down_is_the_same_specification():
    built = project(Specification.model_validate(FULL))
    again = project(Specification.model_validate_json(built.files[SPECIFICATION]))
    assert again.files == built.files


def test_earlier_versions_are_migrated_from():
    first = Specification.model_validate({"framework": "none", "entities": {"Task": {"title": "string"}}})
    second = Specification.model_validate(
        {"framework": "none", "entities": {"Task": {"title": "string", "due": "date"}}}
    )
    built = project(second, (first, first))
    migrations = [path for path in built.files if "/versions/" in path]
    assert migrations == [
        "backend/migrations/versions/0001_first_tables.py",
        "backend/migrations/versions/0002_changes.py",
    ]
    changes = built.files[migrations[1]]
    assert 'batch.add_column(sa.Column("due", sa.Date(), nullable=False, server_default="1970-01-01"))' in changes
    assert 'batch.drop_column("due")' in changes
    assert made(entities={"Task": {"title": "string"}}).app.earlier == ()
