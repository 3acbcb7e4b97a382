"""Every capability of the registry keeps the same contract: a new one is tested on the day it appears."""

from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from typing import Any

import orjson
import pytest
from pydantic import BaseModel

from imperium.app import Application
from imperium.platform.auth.principal import LOCAL_ADMIN
from imperium.platform.capability import Capability, Context, Registry, Result
from imperium.platform.errors import ImperiumError, InvalidInput, NoModelConnected
from support.upstream_app import settings_in

OBJECTIVE = {"objective": "Launch eco-friendly water bottles that keep drinks cold for 24 hours, for hikers"}
MINIMAL: dict[str, dict[str, Any]] = {
    "image_generation": {"prompt": "A mug on a table", "resolution": "64x64", "samples": 1},
    "video_generation": {"prompt": "A mug on a table", "resolution": "64x64", "duration": 1, "fps": 8},
    "image_finetuning": {"photos": [f"{'0' * 64}.png"], "token": "sks", "subject": "mug"},
    "product_catalogue": {"file": f"{'0' * 64}.csv"},
    "radiance_field": {"prompt": "A mug on a table"},
    "chat_completion": {"prompt": "How do I connect a model?"},
    "code_review": {"code": "x = 1\n", "language": "python", "models": "never"},
    "advanced_media": {
        "media_type": "image",
        "prompt": "A mug on a table",
        "resolution": "64x64",
        "quality": "draft",
    },
}
ENGINES = ("embedded:",)


@pytest.fixture(scope="module")
def application(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    made = Application(settings_in(tmp_path_factory.mktemp("contract")), "")
    yield made
    made.platform.owner.release()
    made.platform.database.close()


@pytest.fixture(scope="module")
def registry(application: Application) -> Registry:
    return application.platform.registry


def names() -> list[str]:
    """What is registered, known before any fixture runs."""
    from imperium.images.capabilities import CAPABILITIES as PICTURES
    from imperium.intelligences.capabilities import CAPABILITIES as TEXTS
    from imperium.intelligences.web_app_builder.capabilities import CAPABILITIES as APPS
    from imperium.radiance.capabilities import CAPABILITIES as FIELDS
    from imperium.videos.capabilities import CAPABILITIES as FILMS
    from imperium.weights.capabilities import capabilities

    declared = (*PICTURES, *FILMS, *FIELDS, *capabilities(None), *TEXTS, *APPS)
    return ["chat_completion", "advanced_media", "code_review", *(capability.name for capability in declared)]


NAMES = names()
every = pytest.mark.parametrize("name", NAMES)


def test_none_is_left_out(registry: Registry) -> None:
    assert sorted(NAMES) == registry.names()


@every
def test_it_says_what_it_takes_and_does(registry: Registry, name: str) -> None:
    capability = registry.get(name)
    schema = capability.inputs.model_json_schema()
    assert name.isidentifier()
    assert name == name.lower()
    assert capability.summary.endswith(".")
    assert len(capability.summary) < 160
    assert schema["additionalProperties"] is False, "an unknown input is an error, not dropped"
    assert capability.purposes
    assert all(purpose == purpose.lower().strip() for purpose in capability.purposes)
    assert 0 < capability.timeout_s <= 21_600, "a picture of 16K, or a minute of film, takes hours on two cores"
    orjson.dumps(schema)


@every
def test_it_foresees_what_it_takes(registry: Registry, name: str) -> None:
    capability = registry.get(name)
    expected = capability.estimate(capability.parse(inputs_of(name)))
    assert 0 < expected.seconds < capability.timeout_s
    assert isinstance(expected.cost_micro_usd, int)
    assert expected.cost_micro_usd >= 0
    assert capability.resources.cpu >= 0


@every
def test_an_unknown_input_is_refused_by_name(registry: Registry, name: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        registry.get(name).parse({**inputs_of(name), "no_such_input": 1})
    assert refused.value.field == "no_such_input"
    assert "unknown field" in refused.value.detail


@every
def test_nothing_at_all_is_refused(registry: Registry, name: str) -> None:
    with pytest.raises(InvalidInput):
        registry.get(name).parse({})


@every
@pytest.mark.parametrize(
    "junk", [None, 7, [], {"a": 1}, "x" * 2_000_000], ids=["null", "number", "list", "map", "long"]
)
def test_junk_is_refused_or_taken_never_a_crash(registry: Registry, name: str, junk: Any) -> None:
    capability = registry.get(name)
    for field in capability.inputs.model_fields:
        with suppress(InvalidInput):
            capability.parse({**inputs_of(name), field: junk})


@every
def test_a_refusal_does_not_repeat_what_it_refuses(registry: Registry, name: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        registry.get(name).parse({**inputs_of(name), "seed": "x" * 1_000_000})
    assert refused.value.field == "seed"
    assert len(str(refused.value.extra)) < 5_000


@pytest.fixture(scope="module")
def context(application: Application) -> Context:
    return application.platform.context(LOCAL_ADMIN)


@pytest.fixture(autouse=True)
async def awake(application: Application) -> AsyncIterator[None]:
    yield
    await application.platform.workers.close()


@pytest.mark.parametrize("name", [name for name in NAMES if name not in MINIMAL])
async def test_what_it_gives_is_plain_data_that_fits_its_schema(
    registry: Registry, context: Context, name: str
) -> None:
    result = await registry.get(name).execute(inputs_of(name), context)
    keeps(registry.get(name), result)
    again = await registry.get(name).execute(inputs_of(name), context)
    assert again.output == result.output, "the same inputs and seed give the same"


async def test_pictures_are_plain_data_and_files(registry: Registry, context: Context) -> None:
    result = await registry.get("image_generation").execute(MINIMAL["image_generation"], context)
    keeps(registry.get("image_generation"), result)
    picture, sidecar = result.artifacts
    assert sidecar.media_type == "application/json"
    assert picture.media_type == "image/png"
    assert (await context.artifacts.read(picture.name)).startswith(b"\x89PNG")


async def test_without_a_model_a_question_is_refused_or_answered_with_sources(application: Application) -> None:
    application.platform.journal.start()
    chat = application.platform.registry.get("chat_completion")
    context = application.platform.context(LOCAL_ADMIN)
    known = await chat.execute(MINIMAL["chat_completion"], context)
    keeps(chat, known)
    assert "Sources:" in known.output["text"]
    with pytest.raises(NoModelConnected):
        await chat.execute({"prompt": "What did my neighbour eat yesterday?"}, context)


def keeps(capability: Capability[Any], result: Result) -> None:
    plain = orjson.loads(orjson.dumps(result.output))
    assert plain == result.output
    assert result.engine.startswith(ENGINES)
    assert result.cost_micro_usd >= 0
    orjson.dumps(result.details)
    if capability.outputs is not None:
        assert issubclass(capability.outputs, BaseModel)
        capability.outputs.model_validate(plain)


def inputs_of(name: str) -> dict[str, Any]:
    return MINIMAL.get(name, OBJECTIVE)


def test_an_error_names_the_nearest_capability(registry: Registry) -> None:
    with pytest.raises(ImperiumError, match="image_generatoin") as refused:
        registry.get("image_generatoin")
    assert "image_generation" in (refused.value.remedy or "")
