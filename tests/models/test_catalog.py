"""Roles, names and connections, as the configuration makes them."""

from collections.abc import Callable
from typing import Any

import pytest

from imperium.models.catalog import ROLES, Catalog, how_to_connect
from imperium.models.provider import ModelRef, providers
from imperium.platform.errors import InvalidInput, NoModelConnected
from imperium.platform.settings import Settings

Configure = Callable[..., Settings]


def test_eleven_providers_ship() -> None:
    hosted = {"openrouter", "openai", "anthropic", "google_ai", "huggingface", "runway"}
    assert set(providers()) == hosted | {"vllm", "tgi", "llamacpp", "ollama", "local"}
    assert [name for name, provider in providers().items() if not provider.chats] == ["runway"]


def test_the_models_of_this_machine_are_connected_by_adding_one(configure: Configure) -> None:
    catalog = Catalog(configure(models={"fast_ai": "local:later"}))
    assert "local" not in catalog.connections
    with pytest.raises(NoModelConnected) as caught:
        catalog.resolve("local:later")
    assert "imperium models pull ORG/REPO" in str(caught.value.remedy)


@pytest.mark.parametrize("name", [name for name in providers() if name != "local"])
def test_every_provider_can_be_connected(configure: Configure, name: str) -> None:
    provider = providers()[name]
    section: dict[str, Any] = (
        {"providers": {name: {"baseUrl": provider.example_url}}} if provider.is_local else {"api_keys": {name: "k-1"}}
    )
    catalog = Catalog(configure(**section))
    assert list(catalog.reachable) == [name]
    assert (name in catalog.connections) == provider.chats == bool(catalog.candidates("thinking_ai"))
    assert name in how_to_connect({name: provider})


@pytest.mark.parametrize("name", [name for name, each in providers().items() if each.chats and not each.is_local])
def test_one_key_is_enough_for_every_role_that_talks(configure: Configure, name: str) -> None:
    catalog = Catalog(configure(api_keys={name: "k-1"}))
    talking = [role for role in ROLES if role not in ("imagen_4_ultra", "veo_3_1", "image_analysis_ai")]
    assert all(catalog.resolve(role) for role in talking)


def test_the_default_chain_begins_as_documented(configure: Configure) -> None:
    catalog = Catalog(configure())
    assert str(catalog.refs("categorizer")[0]) == "openrouter:meta-llama/llama-3.1-8b-instruct"
    assert str(catalog.refs("fast_ai")[0]) == "openrouter:openai/gpt-oss-safeguard-20b"
    assert str(catalog.refs("medium_ai")[0]) == "openrouter:meta-llama/llama-3.3-70b-instruct"
    assert str(catalog.refs("code_ai")[0]) == "openrouter:moonshotai/kimi-k2-thinking"
    assert str(catalog.refs("image_analysis_ai")[0]) == "openrouter:google/gemini-2.5-pro"


def test_every_model_of_the_default_chains_has_a_price(configure: Configure) -> None:
    keys = dict.fromkeys(("openrouter", "openai", "anthropic", "google_ai"), "k")
    catalog = Catalog(configure(api_keys=keys))
    unpriced = [
        str(candidate)
        for role in ROLES
        for candidate in catalog.candidates(role)
        if catalog.prices.card(candidate.connection.provider, candidate.ref).output_micro_usd is None
    ]
    assert unpriced == []


def test_media_roles_are_served_by_capabilities_until_a_provider_does(configure: Configure) -> None:
    catalog = Catalog(configure(api_keys={"openai": "k"}))
    assert catalog.capability_of("imagen_4_ultra") == "image_generation"
    assert catalog.capability_of("veo_3_1") == "video_generation"
    own = Catalog(configure(api_keys={"openai": "k"}, models={"imagen_4_ultra": {"provider": "openai", "model": "x"}}))
    assert own.capability_of("imagen_4_ultra") is None


def test_a_models_own_name_is_found_where_it_is_served(configure: Configure) -> None:
    catalog = Catalog(configure(api_keys={"openrouter": "k", "openai": "k"}))
    assert [str(c) for c in catalog.resolve("gpt-4o-mini")] == ["openai:gpt-4o-mini"]
    assert [str(c) for c in catalog.resolve("qwen/qwen3-32b")] == ["openrouter:qwen/qwen3-32b"]
    assert str(catalog.resolve("moonshotai/kimi-k2-thinking")[0]) == "openrouter:moonshotai/kimi-k2-thinking"


def test_nothing_connected_says_how_to_connect(configure: Configure) -> None:
    with pytest.raises(NoModelConnected) as caught:
        Catalog(configure()).resolve("fast_ai")
    remedy = caught.value.remedy or ""
    for hint in ("orchestration_config.json", "api_keys", "OPENROUTER_API_KEY", "ANTHROPIC_API_KEY", "HF_TOKEN"):
        assert hint in remedy
    assert "IMPERIUM_PROVIDERS__OLLAMA__BASE_URL=http://127.0.0.1:11434/v1" in remedy


@pytest.mark.parametrize(
    ("sections", "field", "hint"),
    [
        ({"models": {"fst_ai": "openai:x"}}, "models.fst_ai", "'fast_ai'"),
        ({"models": {"fast_ai": "opnai:x"}}, "models.fast_ai", "'openai'"),
        ({"models": {"fast_ai": {"fallbacks": ["antropic:x"]}}}, "models.fast_ai", "'anthropic'"),
        ({"providers": {"olama": {"model": "x"}}}, "providers.olama", "'ollama'"),
    ],
)
def test_a_wrong_name_in_the_configuration(
    configure: Configure, sections: dict[str, Any], field: str, hint: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        Catalog(configure(**sections))
    assert caught.value.field == field
    assert hint in (caught.value.remedy or "")


def test_a_reference_keeps_colons_in_the_models_name() -> None:
    assert ModelRef.parse("openrouter:org/model:free") == ModelRef("openrouter", "org/model:free")
