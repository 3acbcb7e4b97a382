"""Verdicts that are given and verdicts that can be seen, and what is learned from them."""

import pytest
from bureau import ANN, BOB, MODEL, ROUTING, Bureau
from sqlalchemy import select

from imperium.models.feedback.service import DAY_S, MOST_REVISIONS
from imperium.models.gain.model import GainModel
from imperium.models.tables import outcomes, usage
from imperium.platform.errors import NotFound


async def test_feedback_is_tied_to_its_request_and_learned_from(bureau: Bureau) -> None:
    before = bureau.chance()
    for number in range(20):
        await bureau.answer(f"req_{number}", f"why is the sky blue? {number}")
        given = await bureau.feedback.give(ANN, f"req_{number}", 0.0)
        assert (given.model, given.score, given.replaced) == (MODEL, 0.0, False)
    assert bureau.chance() < before - 0.1
    assert bureau.model.evidence(MODEL) == pytest.approx(20)


async def test_the_ids_of_all_wires_mean_the_same_request(bureau: Bureau) -> None:
    await bureau.answer("req_1")
    for name in ("req_1", "chatcmpl-req_1", "msg_req_1", "resp_req_1"):
        assert (await bureau.feedback.give(ANN, name, 1.0)).request_id == "req_1"


async def test_further_feedback_replaces(bureau: Bureau) -> None:
    await bureau.answer("req_1")
    await bureau.feedback.give(ANN, "req_1", 0.0)
    assert (await bureau.feedback.give(ANN, "req_1", 1.0, "now I see")).replaced
    assert await bureau.rows() == {"req_1": (1.0, "feedback")}


async def test_no_one_can_teach_more_than_a_few_times_by_one_request(bureau: Bureau) -> None:
    await bureau.answer("req_1")
    for number in range(20):
        await bureau.feedback.give(ANN, "req_1", number / 20)
    assert bureau.model.evidence(MODEL) == MOST_REVISIONS
    await bureau.answer("req_2")
    for number in range(20):
        await bureau.feedback.give(ANN, "req_2", float(number % 2))
    await bureau.feedback.look()
    assert bureau.model.evidence(MODEL) == 2 * MOST_REVISIONS


async def test_only_the_own_tenant(bureau: Bureau) -> None:
    await bureau.answer("req_1")
    with pytest.raises(NotFound):
        await bureau.feedback.give(BOB, "req_1", 0.0)
    assert await bureau.rows() == {"req_1": (None, None)}


async def test_an_unknown_request_says_how_long_they_are_remembered(bureau: Bureau) -> None:
    with pytest.raises(NotFound, match="req_9") as caught:
        await bureau.feedback.give(ANN, "req_9", 1.0)
    assert "30 days" in (caught.value.remedy or "")
    await bureau.answer("req_1")
    bureau.now += 31 * DAY_S
    with pytest.raises(NotFound):
        await bureau.feedback.give(ANN, "req_1", 1.0)


async def test_what_was_not_answered_cannot_be_judged(bureau: Bureau) -> None:
    await bureau.answer("req_1", status="failed")
    with pytest.raises(NotFound):
        await bureau.feedback.give(ANN, "req_1", 1.0)


async def test_the_outcome_is_written_with_the_ledger_and_without_the_words(bureau: Bureau) -> None:
    await bureau.answer("req_1", "the secret plan of the moustached man")
    ledger = await bureau.database.read(lambda connection: connection.execute(select(usage.c.id)).scalars().all())
    row = await bureau.database.read(lambda connection: connection.execute(select(outcomes)).one())
    assert ledger == ["req_1"]
    assert row.at == bureau.now
    assert b"secret" not in row.features
    assert 50 < len(row.features) < 400


async def test_a_schema_that_does_not_fit_is_a_verdict(bureau: Bureau) -> None:
    before = bureau.chance()
    for number in range(20):
        await bureau.answer(f"req_{number}", f"why is the sky blue? {number}", fits=False)
    assert (await bureau.rows())["req_0"] == (0.0, "schema")
    assert bureau.chance() < before
    assert bureau.model.evidence(MODEL) == pytest.approx(10)


async def test_a_persons_word_goes_before_the_schemas(bureau: Bureau) -> None:
    await bureau.answer("req_1", fits=True)
    given = await bureau.feedback.give(ANN, "req_1", 0.0)
    assert not given.replaced
    assert await bureau.rows() == {"req_1": (0.0, "feedback")}


async def test_asking_again_soon_speaks_against_the_first_answer(bureau: Bureau) -> None:
    await bureau.answer("req_1")
    bureau.now += 30
    await bureau.answer("req_2")
    assert await bureau.rows() == {"req_1": (0.0, "retry"), "req_2": (None, None)}


@pytest.mark.parametrize("seconds", [0.5, 3_600])
async def test_asking_at_once_or_much_later_says_nothing(bureau: Bureau, seconds: float) -> None:
    await bureau.answer("req_1")
    bureau.now += seconds
    await bureau.answer("req_2")
    assert (await bureau.rows())["req_1"] == (None, None)


async def test_another_persons_same_question_says_nothing(bureau: Bureau) -> None:
    await bureau.answer("req_1")
    bureau.now += 30
    await bureau.answer("req_2", who=BOB)
    assert (await bureau.rows())["req_1"] == (None, None)


async def test_asking_again_does_not_overrule_feedback(bureau: Bureau) -> None:
    await bureau.answer("req_1")
    await bureau.feedback.give(ANN, "req_1", 1.0)
    bureau.now += 30
    await bureau.answer("req_2")
    assert (await bureau.rows())["req_1"] == (1.0, "feedback")
    assert bureau.model.evidence(MODEL) == 1


async def test_what_was_rarely_drawn_counts_more_but_not_without_bound(bureau: Bureau) -> None:
    await bureau.answer("req_1", propensity=0.25)
    await bureau.feedback.give(ANN, "req_1", 1.0)
    assert bureau.model.evidence(MODEL) == pytest.approx(4)
    await bureau.answer("req_2", propensity=0.0001)
    await bureau.feedback.give(ANN, "req_2", 1.0)
    assert bureau.model.evidence(MODEL) == pytest.approx(24)


async def test_what_was_learned_survives_a_restart(bureau: Bureau) -> None:
    for number in range(20):
        await bureau.answer(f"req_{number}", f"why is the sky blue? {number}", fits=False if number % 2 else None)
        bureau.now += 1
    await bureau.feedback.give(ANN, "req_0", 0.0)
    fresh = GainModel()
    again = bureau.started_with(fresh)
    await again.start()
    await again.close()
    assert fresh.evidence(MODEL) == pytest.approx(bureau.model.evidence(MODEL)) == pytest.approx(6)
    assert bureau.chance(model=fresh) < bureau.chance(model=GainModel())
    await again.give(ANN, "req_2", 0.0)
    assert fresh.evidence(MODEL) == pytest.approx(7)


async def test_replicas_learn_from_each_other_each_verdict_once(bureau: Bureau) -> None:
    other = GainModel()
    replica = bureau.started_with(other)
    await replica.start()
    bureau.ledger.beside = bureau.feedback.entries
    for number in range(5):
        await bureau.answer(f"req_{number}", f"why is the sky blue? {number}")
        bureau.now += 1
        await bureau.feedback.give(ANN, f"req_{number}", 0.0)
    for _ in range(3):
        await replica.look()
        await bureau.feedback.look()
    await replica.close()
    assert other.evidence(MODEL) == bureau.model.evidence(MODEL) == pytest.approx(5)


async def test_what_is_too_old_is_forgotten(bureau: Bureau) -> None:
    await bureau.answer("req_1")
    bureau.now += ROUTING.outcome_days * DAY_S - 1
    await bureau.answer("req_2")
    assert await bureau.feedback.prune() == 0
    bureau.now += 2
    assert await bureau.feedback.prune() == 1
    assert list(await bureau.rows()) == ["req_2"]
