"""What a repository holds, and which of its files is the model wanted."""

import pytest
from aiohttp import web
from hub_server import COMMIT, HubServer
from hypothesis import given
from hypothesis import strategies as st

from imperium.models.local import hub as hubs
from imperium.models.local.hub import Reference, choose, download_path, is_safe, models_of, parse
from imperium.models.local.hub_client import HubClient
from imperium.platform.errors import InvalidInput, NotFound, ProviderRejected, ProviderUnavailable

FILES = {
    "README.md": b"#",
    "Model-Q8_0.gguf": b"8" * 80,
    "Model-Q4_K_M.gguf": b"4" * 40,
    "Model-Q2_K.gguf": b"2" * 20,
    "mmproj-Model-F16.gguf": b"p" * 10,
    "big/Model-F16-00001-of-00002.gguf": b"a" * 90,
    "big/Model-F16-00002-of-00002.gguf": b"b" * 70,
    "broken/Model-F32-00001-of-00002.gguf": b"c" * 99,
}


@pytest.fixture(autouse=True)
def repository(hub: HubServer) -> None:
    hub.files["org/Model-GGUF"] = dict(FILES)


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("org/Model-GGUF", Reference("org/Model-GGUF")),
        ("org/Model-GGUF:Q8_0", Reference("org/Model-GGUF", "Q8_0")),
        ("hf.co/org/Model-GGUF:q8_0", Reference("org/Model-GGUF", "q8_0")),
        ("https://huggingface.co/org/Model-GGUF/", Reference("org/Model-GGUF")),
        ("org/repo:big/Model-F16-00001-of-00002.gguf", Reference("org/repo", "big/Model-F16-00001-of-00002.gguf")),
    ],
)
def test_references(text: str, reference: Reference) -> None:
    assert parse(text) == reference


@pytest.mark.parametrize(
    "text",
    ["", "org", "/etc/passwd", "../x/y", "org/..", "a/b/c", "org/re po", "org/repo:", "org/repo:../../x", "org/.r"],
)
def test_what_is_no_reference(text: str) -> None:
    with pytest.raises(InvalidInput, match="names no model"):
        parse(text)


async def test_the_best_trade_is_chosen_and_all_are_known(client: HubClient) -> None:
    models = await models_of(client, Reference("org/Model-GGUF"))
    assert [model.label for model in models] == ["Q4_K_M", "Q8_0", "Q2_K", "F16"], "no projector, nothing with gaps"
    assert choose(models, Reference("org/Model-GGUF")).reference == "org/Model-GGUF:Q4_K_M"


async def test_by_quantisation_or_by_name(client: HubClient) -> None:
    models = await models_of(client, Reference("org/Model-GGUF"))
    assert choose(models, parse("org/Model-GGUF:q8_0")).files[0].path == "Model-Q8_0.gguf"
    assert choose(models, parse("org/Model-GGUF:Model-Q2_K.gguf")).label == "Q2_K"
    with pytest.raises(NotFound) as caught:
        choose(models, parse("org/Model-GGUF:Q8_K"))
    assert "It has Q4_K_M (0.0 GiB), Q8_0" in caught.value.detail
    assert "'Q8_0'" in str(caught.value.remedy)


async def test_a_split_model_is_all_its_parts(client: HubClient) -> None:
    models = await models_of(client, Reference("org/Model-GGUF"))
    split = choose(models, parse("org/Model-GGUF:F16"))
    assert split.size == 160
    assert [download_path(split, file) for file in split.files] == [
        f"/org/Model-GGUF/resolve/{COMMIT}/big/Model-F16-0000{number}-of-00002.gguf" for number in (1, 2)
    ]


async def test_a_repository_without_any(hub: HubServer, client: HubClient) -> None:
    hub.files["org/Model"] = {"model.safetensors": b"x"}
    with pytest.raises(NotFound, match="has no GGUF file"):
        await models_of(client, Reference("org/Model"))
    with pytest.raises(ProviderRejected, match="or there is no such model"):
        await models_of(client, Reference("org/None"))


async def test_what_cant_be_checked_or_isnt_safe_is_left_out(hub: HubServer, client: HubClient) -> None:
    hub.files["org/m"] = {
        "../../escape-Q4_K_M.gguf": b"x",
        "a-Q4_0.gguf": b"x",
        "b-Q4_0.gguf": b"x",
        "c-Q8_0.gguf": b"x",
    }
    hub.lies = {"a-Q4_0.gguf": {"sha256": "none"}, "b-Q4_0.gguf": {"size": -1}}
    assert [model.label for model in await models_of(client, Reference("org/m"))] == ["Q8_0"]


@pytest.mark.parametrize("body", [[], {}, {"sha": "main"}, {"sha": 5}, {"sha": "../../x"}])
async def test_a_listing_of_another_shape(hub: HubServer, client: HubClient, body: object) -> None:
    hub.refusals = [web.json_response(body)]
    with pytest.raises(ProviderUnavailable):
        await models_of(client, Reference("org/m"))


@pytest.mark.parametrize("siblings", [None, 5, [None, 5, {}, {"rfilename": 5}, {"rfilename": "a.gguf", "lfs": []}]])
async def test_a_list_of_other_things(hub: HubServer, client: HubClient, siblings: object) -> None:
    hub.refusals = [web.json_response({"sha": COMMIT, "siblings": siblings})]
    with pytest.raises(NotFound):
        await models_of(client, Reference("org/m"))


@given(st.text(alphabet=st.sampled_from("ab./\\:~\0 -_\u202e")))
def test_a_safe_path_stays_where_it_is_put(path: str) -> None:
    if is_safe(path):
        assert not path.startswith(("/", "."))
        assert ".." not in path.split("/")
        assert not set(path) & set("\\:~\0\u202e")


def test_usual_paths_are_safe() -> None:
    assert all(is_safe(path) for path in FILES)
    assert not is_safe("a//b")
    assert not is_safe("a/.hidden")
    assert not is_safe("x" * 500)
    assert hubs.MOST_FILES > 1_000
