"""Content credentials: made, read back, and never in the way of a picture."""

import os
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from imperium.images.capabilities import CAPABILITIES, equipped, generate_image
from imperium.images.provenance import FILE, PROCEDURAL, credentials, identity
from imperium.images.reading import read_request
from imperium.platform.capability import Capability, Context

pytestmark = pytest.mark.asyncio(loop_scope="module")
ASKED = {"prompt": "an orb <b>&", "resolution": "64x64", "samples": 1, "seed": 3}
SIGNED = {"png": "image/png", "jpeg": "image/jpeg", "webp": "image/webp", "tiff": "image/tiff", "avif": "image/avif"}


def with_keys(folder: Path) -> Capability:
    return equipped(CAPABILITIES, folder)[0]


async def test_signed_files_say_what_made_them_and_stay_what_they_were(context: Context, tmp_path: Path) -> None:
    asked = {**ASKED, "format": list(SIGNED)}
    bare = (await context.call("image_generation", asked)).output
    result = (await with_keys(tmp_path / "keys").execute(asked, context)).output
    assert (bare["credentials"], result["credentials"]) == ("off", "signed")
    for name, media_type in SIGNED.items():
        before, after = (context.artifacts.path(one["files"][name]["name"]) for one in (bare, result))
        assert credentials(before, media_type) is None
        found = credentials(after, media_type)
        assert found is not None
        assert found["validation_state"] == "Valid"
        assert [status["code"] for status in found["validation_status"]] == ["signingCredential.untrusted"]
        told = {one["label"]: one["data"] for one in found["manifests"][found["active_manifest"]]["assertions"]}
        assert told["c2pa.actions.v2"]["actions"][0]["digitalSourceType"] == PROCEDURAL
        assert read_request(before) == read_request(after)
    for name in ("png", "jpeg", "webp"):
        pixels = [np.asarray(Image.open(context.artifacts.path(o["files"][name]["name"]))) for o in (bare, result)]
        assert np.array_equal(*pixels)


async def test_signed_again_it_has_the_same_bytes(context: Context, tmp_path: Path) -> None:
    capability = with_keys(tmp_path / "keys")
    names = [(await capability.execute(ASKED, context)).output["image"]["name"] for _ in range(2)]
    assert names[0] == names[1]


async def test_a_picture_that_was_changed_is_told_from_it(context: Context, tmp_path: Path) -> None:
    result = await with_keys(tmp_path / "keys").execute(ASKED, context)
    content = bytearray(context.artifacts.path(result.output["image"]["name"]).read_bytes())
    content[content.rindex(b"IDAT") + 20] ^= 1
    forged = tmp_path / "forged.png"
    forged.write_bytes(content)
    found = credentials(forged, "image/png")
    assert found is not None
    assert found["validation_state"] == "Invalid"


async def test_a_folder_that_holds_no_key_costs_no_picture(context: Context, tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("no key")
    result = (await with_keys(tmp_path).execute(ASKED, context)).output
    assert result["credentials"].startswith("not signed: ")
    assert context.artifacts.path(result["image"]["name"]).exists()


async def test_the_identity_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    first, second = identity(tmp_path), identity(tmp_path)
    assert first == second
    assert os.stat(tmp_path / FILE).st_mode & 0o777 == 0o600
    assert os.listdir(tmp_path) == [FILE]


async def test_only_what_is_drawn_here_is_signed(tmp_path: Path) -> None:
    other = replace(CAPABILITIES[0], name="other", run=partial(generate_image))
    assert equipped((other,), tmp_path) == (other,)
