"""The outcome rows on each kind of database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from bureau import ANN, Bureau

from imperium.platform.database import Database


@pytest.fixture
def database(tmp_path: Path, database_url: str | None) -> Iterator[Database]:
    """One of each kind."""
    database = Database(database_url, tmp_path)
    database.migrate()
    yield database
    database.close()


async def test_verdicts_are_kept_replaced_read_and_forgotten(bureau: Bureau) -> None:
    repository = bureau.repository
    for number in range(4):
        await bureau.answer(f"req_{number}", f"question {number}", fits=True if number == 3 else None)
        bureau.now += 10
    await bureau.feedback.give(ANN, "req_0", 0.25, "so so")
    bureau.now += 1
    await bureau.feedback.give(ANN, "req_1", 0.0)
    await bureau.answer("req_4", "question 2")
    assert await bureau.rows() == {
        "req_0": (0.25, "feedback"),
        "req_1": (0.0, "feedback"),
        "req_2": (0.0, "retry"),
        "req_3": (1.0, "schema"),
        "req_4": (None, None),
    }
    latest = await repository.judged_since(0, 3)
    assert [kept.request_id for kept in latest][:1] == ["req_0"]
    assert {kept.request_id for kept in latest[1:]} == {"req_1", "req_2"}
    assert await repository.judged_since(bureau.now, 9) == []
    known = await repository.get("req_0", "acme", 0)
    assert known is not None
    assert (known.reward, known.revisions, known.propensity) == (0.25, 1, 1.0)
    assert await repository.get("req_0", "other", 0) is None
    assert await repository.forget(bureau.now) == 4
    assert list(await bureau.rows()) == ["req_4"]
