"""What a person sees who configures the platform by file and by environment."""

from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.platform.errors import InvalidInput, NotFound
from imperium.platform.overlay import USUAL_VARIABLES, merge
from imperium.platform.settings import Settings, load_settings


def load(tmp_path: Path, user: object = None, **environ: str) -> Settings:
    if user is not None:
        (tmp_path / "orchestration_config.json").write_bytes(orjson.dumps(user))
    return load_settings(None, tmp_path, environ)


def test_the_shipped_defaults_are_the_documented_ones(tmp_path: Path) -> None:
    settings = load(tmp_path)
    assert settings.system.name == "Master AI Orchestration System"
    assert settings.orchestration.max_concurrent_workflows == 1000
    assert settings.orchestration.default_timeout_seconds == 300
    assert settings.orchestration.max_retries == 3
    queuing = settings.queuing
    assert (queuing.high_priority_ratio, queuing.medium_priority_ratio, queuing.low_priority_ratio) == (0.6, 0.3, 0.1)
    assert settings.models["categorizer"].model == "meta-llama/llama-3.1-8b-instruct"
    assert settings.models["thinking_ai"].model == "moonshotai/kimi-k2-thinking"
    assert settings.rate_limits.rules()["/api/v1/l20/strategize"] == (10, 60)
    assert settings.storage.data_folder == tmp_path
    assert len(settings.models) == 12


def test_file_over_defaults_and_environment_over_file(tmp_path: Path) -> None:
    user = {"orchestration": {"maxRetries": 4, "defaultTimeoutSeconds": 60}, "api_keys": {"openrouter": "sk-file"}}
    settings = load(tmp_path, user, IMPERIUM_ORCHESTRATION__MAX_RETRIES="5", OPENROUTER_API_KEY="sk-environment")
    assert settings.orchestration.max_retries == 5
    assert settings.orchestration.default_timeout_seconds == 60
    key = settings.api_keys.openrouter
    assert key is not None
    assert key.get_secret_value() == "sk-environment"


def test_a_named_file_wins_over_the_one_in_the_data_folder(tmp_path: Path) -> None:
    named = tmp_path / "mine.json"
    named.write_bytes(orjson.dumps({"server": {"port": 9000}}))
    (tmp_path / "orchestration_config.json").write_bytes(orjson.dumps({"server": {"port": 9001}}))
    assert load_settings(named, tmp_path, {}).server.port == 9000
    assert load_settings(None, tmp_path, {}).server.port == 9001


def test_a_named_file_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"mine\.json"):
        load_settings(tmp_path / "mine.json", tmp_path, {})


def test_the_usual_variable_for_a_hub_is_read(tmp_path: Path) -> None:
    assert load(tmp_path, HF_ENDPOINT="https://hub.example.org").local.hub == "https://hub.example.org"


@pytest.mark.parametrize("variable", [name for name in USUAL_VARIABLES if name != "HF_ENDPOINT"])
def test_the_usual_variables_are_read(tmp_path: Path, variable: str) -> None:
    settings = load(tmp_path, **{variable: "sk-1"})
    secrets = [*(getattr(settings.api_keys, name) for name in type(settings.api_keys).model_fields)]
    found = [secret.get_secret_value() for secret in (*secrets, settings.storage.database_url) if secret]
    assert found == ["sk-1"]


@pytest.mark.parametrize(
    ("user", "path", "hint"),
    [
        ({"orchestration": {"maxRetry": 3}}, "orchestration.maxRetry", "'maxRetries'"),
        ({"orchestraton": {}}, "orchestraton", "'orchestration'"),
        ({"api_keys": {"openruter": "k"}}, "api_keys.openruter", "'openrouter'"),
        ({"models": {"fast_ai": {"modle": "x"}}}, "models.fast_ai.modle", "'model'"),
        ({"rateLimits": {"paths": {"/x": {"request": 1}}}}, "rateLimits.paths./x.request", "'requests'"),
    ],
)
def test_an_unknown_key_names_file_path_and_the_nearest(tmp_path: Path, user: object, path: str, hint: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        load(tmp_path, user)
    assert "orchestration_config.json" in caught.value.detail
    assert caught.value.field == path
    assert hint in (caught.value.remedy or "")


def test_an_unknown_variable_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="IMPERIUM_QUEUING__HIGH_RATIO") as caught:
        load(tmp_path, IMPERIUM_QUEUING__HIGH_RATIO="0.5")
    assert "highPriorityRatio" in (caught.value.remedy or "")


def test_one_underscore_instead_of_two_is_not_ignored(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as caught:
        load(tmp_path, IMPERIUM_SERVER_PORT="9000")
    assert "IMPERIUM_SERVER__PORT" in (caught.value.remedy or "")


def test_other_imperium_variables_are_left_alone(tmp_path: Path) -> None:
    assert load(tmp_path, IMPERIUM_DATA="/somewhere").server.port == 8000


@pytest.mark.parametrize(
    ("user", "field"),
    [
        ({"server": {"port": 70000}}, "server.port"),
        ({"queuing": {"highPriorityRatio": 0.9}}, "queuing"),
        ({"models": {"fast_ai": {"fallbacks": ["no-provider"]}}}, "models.fast_ai.fallbacks"),
        ({"providers": {"vllm": {"baseUrl": "ftp://x"}}}, "providers.vllm.baseUrl"),
    ],
)
def test_a_wrong_value_names_its_path(tmp_path: Path, user: object, field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        load(tmp_path, user)
    assert caught.value.field == field


def test_a_route_to_no_role(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"routes\.easy names the role 'quick'"):
        load(tmp_path, {"routes": {"easy": "quick"}})


@pytest.mark.parametrize("content", [b"{,}", b"[1]", b'{"system": {"name": "x",}}', b"\xff\xfe"])
def test_a_file_that_is_no_json_object(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "orchestration_config.json").write_bytes(content)
    with pytest.raises(InvalidInput, match=r"orchestration_config\.json"):
        load_settings(None, tmp_path, {})


def test_secrets_are_never_shown(tmp_path: Path) -> None:
    settings = load(tmp_path, OPENAI_API_KEY="sk-secret", DATABASE_URL="postgresql://u:sk-secret@h/d")
    assert "sk-secret" not in repr(settings)
    assert "sk-secret" not in settings.model_dump_json()
    with pytest.raises(InvalidInput) as caught:
        load(tmp_path, {"api_keys": {"openai": ["sk-secret"]}})
    assert "sk-secret" not in str(caught.value.as_dict())


def test_a_copied_placeholder_is_no_key(tmp_path: Path) -> None:
    lab = {"baseUrl": "https://llm.example.org/v1", "apiKey": "your-lab-key"}
    api_keys = {"openrouter": "your-openrouter-key", "openai": " "}
    settings = load(tmp_path, {"api_keys": api_keys, "providers": {"lab": lab}})
    assert settings.api_keys.get("openrouter") is None
    assert settings.api_keys.get("openai") is None
    assert settings.providers["lab"].api_key is None


def test_a_role_in_one_line(tmp_path: Path) -> None:
    role = load(tmp_path, IMPERIUM_MODELS__FAST_AI="ollama:llama3.2:3b").models["fast_ai"]
    assert (role.provider, role.model, role.fallbacks) == ("ollama", "llama3.2:3b", ())


def test_another_provider_does_not_inherit_the_model_of_the_shipped_one(tmp_path: Path) -> None:
    role = load(tmp_path, {"models": {"fast_ai": {"provider": "llamacpp"}}}).models["fast_ai"]
    assert (role.provider, role.model) == ("llamacpp", "")
    assert role.fallbacks


def test_lists_come_as_json_from_the_environment(tmp_path: Path) -> None:
    assert load(tmp_path, IMPERIUM_SERVER__ALLOWED_HOSTS='["a.example"]').server.allowed_hosts == ("a.example",)


_json = st.recursive(
    st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.dictionaries(st.text("abc", min_size=1, max_size=2), inner, max_size=4),
    max_leaves=8,
)
_objects = st.dictionaries(st.text("abc", min_size=1, max_size=2), _json, max_size=4)


@given(_objects, _objects)
def test_merging_keeps_what_lies_on_top(under: dict[str, object], over: dict[str, object]) -> None:
    merged = merge(under, over)
    assert merged.keys() == under.keys() | over.keys()
    assert merge(merged, over) == merged
    assert all(merged[key] == value for key, value in over.items() if not isinstance(value, dict))
