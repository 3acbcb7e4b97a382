"""What the composition root wires together."""

from pathlib import Path

import pytest

from imperium.app import Application, create_app
from imperium.platform.errors import Conflict, InvalidInput
from support.upstream_app import Provider, connected, serving, settings_in
from support.upstream_fixtures import painter, patient, plain_logs, provider

__all__ = ["painter", "patient", "plain_logs", "provider"]


async def test_metrics_are_labelled_with_what_is_known_never_with_what_a_client_wrote(
    provider: Provider, tmp_path: Path
) -> None:
    async with serving(connected(tmp_path, provider, {"medium_ai": "writer"})) as running:
        for model in ("medium_ai", "openai:made-up-by-a-client"):
            task = {"model": model, "prompt": "Hello", "output_variable": "text"}
            run = await running.run(workflow=[{"type": "inline", "tasks": [task]}])
            assert run["status"] == "succeeded"
        metrics = (await running.http.get("/metrics")).text
    assert 'imperium_tasks_total{capability="chat_completion",status="succeeded"}' in metrics
    assert 'imperium_queue_depth{priority="medium"} 0.0' in metrics
    assert 'imperium_breaker_state{name="openai:writer"} 0.0' in metrics
    assert "made-up-by-a-client" not in metrics


async def test_status_tells_what_each_part_is_doing(provider: Provider, tmp_path: Path) -> None:
    async with serving(connected(tmp_path, provider, {"medium_ai": "writer"})) as running:
        services = (await running.get("/status"))["services"]
    assert services["models"] == {"status": "ok", "providers": ["openai"]}
    assert services["database"] == {"status": "ok", "kind": "sqlite"}
    assert services["engine"]["running"] == 0
    assert "social_posts" in services["capabilities"]["names"]


async def test_stats_tell_what_routing_saved(provider: Provider, tmp_path: Path) -> None:
    dear = {"openai:thinker": {"inputPerMillionUsd": 10, "outputPerMillionUsd": 10}}
    roles = {"fast_ai": "quick", "thinking_ai": "thinker"}
    async with serving(connected(tmp_path, provider, roles, prices=dear)) as running:
        await running.say("Good morning!")
        stats = await running.get("/stats")
    assert stats["cost"]["models_micro_usd"] == 18
    assert stats["cost"]["strongest_model_micro_usd"] == 180
    assert stats["cost"]["saved_by_routing_micro_usd"] == 162
    assert stats["requests"]["models"] == 1


def test_a_data_folder_has_one_owner(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    first = Application(settings, "http://127.0.0.1:1")
    with pytest.raises(Conflict, match=r"http://127\.0\.0\.1:1"):
        Application(settings, "http://127.0.0.1:2")
    first.platform.owner.release()
    first.platform.database.close()


async def test_a_server_for_others_does_not_start_without_a_key(tmp_path: Path) -> None:
    app = create_app(settings_in(tmp_path), host="0.0.0.0")
    with pytest.raises(InvalidInput, match="there is no API key yet"):
        async with app.router.lifespan_context(app):
            pass
    app.state.platform.owner.release()
    app.state.platform.database.close()
