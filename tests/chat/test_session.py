"""Whose conversation it is, and how it goes on."""

from pathlib import Path

import pytest

from imperium.app import Application
from imperium.chat.session import Session
from imperium.platform.auth.principal import LOCAL_ADMIN, Principal, Role
from imperium.platform.auth.repository import KeyRepository
from imperium.platform.auth.service import Keys
from imperium.platform.errors import NotFound
from imperium.platform.events import Event
from support.upstream_app import Running, serving, settings_in


async def test_another_tenants_conversation_is_not_found(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    before = Application(settings, "")
    keys = Keys(KeyRepository(before.platform.database))
    _, ours = await keys.create("ours", Role.MEMBER, tenant="local")
    _, theirs = await keys.create("theirs", Role.ADMIN, tenant="acme")
    await before.platform.close()
    async with serving(settings) as running:
        mine = {"authorization": f"Bearer {ours}"}
        other = {"authorization": f"Bearer {theirs}"}
        said = (await running.http.post("/chat", json={"message": "Hello"}, headers=mine)).json()
        session_id = said["session_id"]
        for request in (
            running.http.get(f"/chat/{session_id}", headers=other),
            running.http.get(f"/chat/{session_id}/events", headers=other),
            running.http.post("/chat", json={"message": "Go on", "session_id": session_id}, headers=other),
        ):
            answer = await request
            assert answer.status_code == 404
            assert answer.json()["field"] == "session_id"
            assert "Hello" not in answer.text
        assert (await running.http.get("/chat", headers=other)).json()["sessions"] == []
        assert len((await running.http.get("/chat", headers=mine)).json()["sessions"]) == 1
        assert (await running.http.get("/chat")).status_code == 401


async def test_conversations_are_listed_newest_first_in_pages(alone: Running) -> None:
    ids = [(await alone.say(f"Hello number {number}"))["session_id"] for number in range(3)]
    first = await alone.get("/chat", params={"limit": 2})
    assert [session["session_id"] for session in first["sessions"]] == [ids[2], ids[1]]
    assert first["sessions"][0]["title"] == "Hello number 2"
    rest = await alone.get("/chat", params={"limit": 2, "cursor": first["next_cursor"]})
    assert [session["session_id"] for session in rest["sessions"]] == [ids[0]]
    assert rest["next_cursor"] is None


async def test_messages_of_one_conversation_may_come_at_the_same_time(alone: Running) -> None:
    import asyncio

    await asyncio.gather(*(alone.say(f"Hello {number}", "busy") for number in range(8)))
    turns = (await alone.get("/chat/busy"))["messages"]
    assert sorted(turn["content"] for turn in turns if turn["role"] == "user") == [f"Hello {n}" for n in range(8)]
    assert [turn["id"] for turn in turns] == list(range(1, 17))


async def test_a_reader_that_comes_back_gets_what_it_missed(alone: Running) -> None:
    await alone.say("Hello", "mine")
    seen: list[str] = []
    async for kind, _ in alone.events("/chat/mine/events", **{"last-event-id": "1"}):
        seen.append(kind)
        break
    assert seen == ["message.answered"]
    refused = await alone.http.get("/chat/mine/events", headers={"last-event-id": "x"})
    assert refused.status_code == 422


@pytest.mark.parametrize("session_id", ["", "a b", "x" * 65, "../etc", "é"])
async def test_a_session_id_is_plain(alone: Running, session_id: str) -> None:
    answer = await alone.http.post("/chat", json={"message": "Hello", "session_id": session_id})
    assert answer.status_code == 422
    assert answer.json()["field"] == "session_id"


async def test_a_session_that_nobody_opened_is_not_found(tmp_path: Path) -> None:
    application = Application(settings_in(tmp_path), "")
    with pytest.raises(NotFound, match="There is no conversation 'nowhere'"):
        await application.sessions.open("nowhere", Principal("x", "y", Role.ADMIN))
    application.platform.owner.release()
    assert LOCAL_ADMIN.tenant == "local"


def test_a_run_belongs_to_the_acknowledgement_before_it() -> None:
    session = Session("s")
    happened = [
        ("message.user", {"content": "Make posts"}),
        ("message.acknowledged", {"response": "At once.", "category": "H"}),
        ("message.acknowledged", {"response": "I'm going to make posts.", "category": "H"}),
        ("message.delivered", {"response": "Here they are.", "run_id": "run_1", "made": 1}),
        ("run.linked", {"run_id": "run_1"}),
    ]
    for number, (kind, data) in enumerate(happened, 1):
        session.take(Event("s", number, kind, data, 0.0))
    assert [turn.run_id for turn in session.turns] == [None, None, "run_1", "run_1"]
    assert session.last_run == "run_1"
    assert session.delivered == {("run_1", 1)}


def test_only_the_latest_turns_go_to_a_model() -> None:
    session = Session("s")
    for number in range(100):
        session.take(Event("s", number, "message.user", {"content": f"message {number}"}, 0.0))
    assert [turn.content for turn in session.remembered()] == [f"message {number}" for number in range(60, 100)]
