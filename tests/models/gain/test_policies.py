"""Who is asked: pairs, priced pools, cascades, exploration; and when the model is not to be believed."""

from random import Random
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imperium.models.gain.cascade import Plan, Verdicts, escalates, plan, run
from imperium.models.gain.exploration import MOST_WEIGHT, Exploration
from imperium.models.gain.features import Features, read
from imperium.models.gain.frontier import Point, Seen, best_quality, cheapest, follow, frontier, points
from imperium.models.gain.model import GainModel
from imperium.models.gain.pair import PairPolicy
from imperium.models.gain.priced import Option, choose, net
from imperium.models.gain.verdict import agreement, has_keys, result

CHEAP, MIDDLE, DEAR = Option("cheap", 0.6, 100), Option("middle", 0.75, 500), Option("dear", 0.9, 5_000)
POOL = [CHEAP, MIDDLE, DEAR]
options = st.lists(
    st.builds(Option, st.sampled_from("abcdef"), st.floats(0.01, 0.99), st.integers(0, 100_000)),
    min_size=1,
    max_size=6,
    unique_by=lambda option: option.model,
)


def prompts(kind: str, count: int) -> list[Features]:
    return [read(f"{kind} {number}: tell me of it") for number in range(count)]


def policy_with(rewards: dict[str, dict[str, float]], share: float = 0.5) -> PairPolicy:
    """A policy that was told, for 60 prompts a kind, what each model's answer was worth."""
    model = GainModel({"strong": 0.8, "weak": 0.6})
    for kind, reward in rewards.items():
        for features in prompts(kind, 60):
            for name, value in reward.items():
                model.observe(features, name, value)
    return PairPolicy(model, "strong", "weak", share, Random(1))


def test_the_strong_model_is_asked_where_it_gains() -> None:
    policy = policy_with({"sums": {"strong": 1, "weak": 0}, "places": {"strong": 1, "weak": 1}})
    asked = {kind: [policy.choose(features) for features in prompts(kind, 100)[60:]] for kind in ("sums", "places")}
    mixed = [
        policy.choose(one) for pair in zip(prompts("sums", 90), prompts("places", 90), strict=True) for one in pair
    ]
    assert asked["places"].count("strong") < 25
    assert mixed[100::2].count("strong") == 40
    assert mixed[101::2].count("strong") == 0


@pytest.mark.parametrize("share", [0.1, 0.5, 0.8])
def test_the_share_is_kept(share: float) -> None:
    policy = PairPolicy(GainModel({"strong": 0.8, "weak": 0.6}), "strong", "weak", share, Random(1))
    texts = ["why " * Random(seed).randrange(1, 200) for seed in range(1_000)]
    asked = [policy.choose(read(text)) for text in texts]
    assert asked.count("strong") == pytest.approx(share * 1_000, abs=60)


@given(options, st.integers(0, 10**9))
def test_no_option_has_a_higher_net_value(pool: list[Option], worth: int) -> None:
    chosen = choose(pool, worth)
    assert all(net(chosen, worth) >= net(option, worth) for option in pool)


@given(options, st.integers(0, 10**8), st.integers(0, 10**8))
def test_a_higher_worth_never_buys_less(pool: list[Option], first: int, second: int) -> None:
    low, high = sorted((first, second))
    assert round(choose(pool, low).chance * 1e6) <= round(choose(pool, high).chance * 1e6)
    assert choose(pool, low).cost_micro <= choose(pool, high).cost_micro


def seen(count: int, seed: int) -> list[Seen]:
    """Two kinds of prompt: on one the cheap model is right as often as the dear one, on the other never."""
    random = Random(seed)
    made = []
    for _ in range(count):
        easy = random.random() < 0.5
        chances = (0.9, 0.9) if easy else (0.1, 0.9)
        pool = [Option("cheap", chances[0], 100), Option("dear", chances[1], 5_000)]
        made.append(Seen(pool, {o.model: float(random.random() < o.chance) for o in pool}))
    return made


def test_from_what_was_seen_the_cheapest_rule_is_taken() -> None:
    found = points(seen(400, 1))
    mix = cheapest(found, 0.85)
    later = seen(400, 2)
    asked = [follow(mix.draw(Random(number)), one.options) for number, one in enumerate(later)]
    assert sum(option.cost_micro for option in asked) / 400 < 3_200
    assert sum(one.rewards[option.model] for one, option in zip(later, asked, strict=True)) / 400 > 0.8


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 1)), min_size=1, max_size=12), st.floats(0, 1))
def test_the_frontier_is_never_worse_than_a_mix_of_two(made: list[tuple[float, float]], quality: float) -> None:
    found = [Point(number, cost, value) for number, (cost, value) in enumerate(made)]
    mix = cheapest(found, quality)
    by_rule = {point.rule: point for point in found}
    cost = by_rule[mix.first].cost_micro * (1 - mix.share) + by_rule[mix.second].cost_micro * mix.share
    reached = by_rule[mix.first].quality * (1 - mix.share) + by_rule[mix.second].quality * mix.share
    assert reached >= min(quality, max(value for _, value in made)) - 1e-6
    for low in found:
        for high in found:
            if low.quality <= quality < high.quality:
                share = (quality - low.quality) / (high.quality - low.quality)
                assert cost <= low.cost_micro * (1 - share) + high.cost_micro * share + 1e-6
    assert frontier(found)[0].cost_micro == min(cost for cost, _ in made)


def by_lot(model: GainModel, count: int, random: Random) -> list[Seen]:
    """Requests of which nothing tells how they will be answered, in a pool that nobody has heard of."""
    made = []
    for _ in range(count):
        features = read(" ".join(random.choice("abcdefghij") * 3 for _ in range(9)))
        options = [Option(o.model, model.chance(features, o.model), o.cost_micro) for o in POOL]
        made.append(Seen(options, {o.model: float(random.random() < o.chance) for o in POOL}))
        for name, reward in made[-1].rewards.items():
            model.observe(features, name, reward)
    return made


@pytest.mark.parametrize("share", [0.8, 0.95])
def test_where_prompts_tell_nothing_it_is_as_good_as_the_best_mix(share: float) -> None:
    costs, mixed_costs, qualities = zip(*(beside_the_best_mix(seed, share) for seed in range(4)), strict=True)
    assert mean(qualities) > -0.02
    assert mean(costs) < 1.1 * mean(mixed_costs)


def beside_the_best_mix(seed: int, share: float) -> tuple[float, float, float]:
    """Mean cost of what was set for a share of the best quality and of the best mix of two models, and how much better
    the answers of the first were."""
    model, random = GainModel(), Random(seed)
    known, later = by_lot(model, 250, random), by_lot(model, 1_500, random)
    found = points(known)
    wanted = share * best_quality(known)
    mixes = [cheapest(found, wanted), cheapest([point for point in found if isinstance(point.rule, str)], wanted)]
    (cost, quality), (mixed_cost, mixed_quality) = (outcome(mix.first, mix.second, mix.share, later) for mix in mixes)
    return cost, mixed_cost, quality - mixed_quality


def outcome(first: int | str, second: int | str, share: float, later: list[Seen]) -> tuple[float, float]:
    """Mean cost and reward of two rules, the second one for this share of the requests."""
    cost = quality = 0.0
    for rule, part in ((first, 1 - share), (second, share)):
        asked = [follow(rule, one.options) for one in later]
        cost += part * sum(option.cost_micro for option in asked) / len(later)
        quality += part * sum(one.rewards[o.model] for one, o in zip(later, asked, strict=True)) / len(later)
    return cost, quality


def test_what_the_best_is_worth_is_not_its_luck() -> None:
    """Of many equal models the luckiest looks better than it is."""
    random = Random(6)
    names = [f"model {number}" for number in range(20)]
    lots = [Seen([], {name: float(random.random() < 0.5) for name in names}) for _ in range(200)]
    luckiest = max(sum(one.rewards[name] for one in lots) for name in names) / 200
    assert luckiest > 0.54
    assert best_quality(lots) == pytest.approx(0.5, abs=0.04)


def taught(sure: float) -> Verdicts:
    """A judge that is right with this probability, seen on answers of which half are right."""
    random, verdicts = Random(4), Verdicts()
    for _ in range(2_000):
        right = random.random() < 0.5
        verdicts.observe(float(right == (random.random() < sure)), 0.5, float(right))
    return verdicts


@pytest.mark.parametrize("sure", [0.5, 0.8, 0.95])
def test_a_verdict_counts_for_as_much_as_it_was_right(sure: float) -> None:
    verdicts = taught(sure)
    assert verdicts.posterior(0.5, 1.0) == pytest.approx(sure, abs=0.04)
    assert verdicts.posterior(0.9, 1.0) == pytest.approx(0.9 * sure / (0.9 * sure + 0.1 * (1 - sure)), abs=0.04)
    assert sum(probability for probability, _ in verdicts.outlook(0.7)) == pytest.approx(1)
    assert sum(probability * after for probability, after in verdicts.outlook(0.7)) == pytest.approx(0.7)


def test_what_the_chance_says_already_is_not_counted_twice() -> None:
    """A verdict that only repeats what was expected: it is good where the answer was likely right."""
    random, verdicts = Random(5), Verdicts()
    for _ in range(3_000):
        chance = random.choice([0.2, 0.8])
        verdicts.observe(float(chance > 0.5), chance, float(random.random() < chance))
    assert verdicts.posterior(0.8, 1.0) == pytest.approx(0.8, abs=0.04)
    assert verdicts.posterior(0.2, 0.0) == pytest.approx(0.2, abs=0.04)


def test_a_cascade_is_planned_when_looking_pays() -> None:
    assert plan(POOL, {}, 20_000).then is None
    assert plan(POOL, {"cheap": taught(0.5)}, 20_000).then is None
    taken = plan(POOL, {"cheap": taught(0.95)}, 50_000)
    assert (taken.first, taken.then) == (CHEAP, DEAR)
    assert taken.net > max(net(option, 50_000) for option in POOL)
    assert plan(POOL, {"cheap": taught(0.95)}, 10).then is None


async def test_a_cascade_asks_again_only_after_a_bad_verdict() -> None:
    verdicts = {"cheap": taught(0.95)}
    taken = plan(POOL, verdicts, 50_000)

    async def ask(model: str) -> str:
        return f"answer of {model}"

    async def good(answer: str) -> float:
        return 1.0

    async def bad(answer: str) -> float:
        return 0.0

    kept = await run(taken, verdicts, 50_000, ask, good)
    assert (kept.answer, kept.asked) == ("answer of cheap", ("cheap",))
    again = await run(taken, verdicts, 50_000, ask, bad)
    assert (again.answer, again.asked) == ("answer of dear", ("cheap", "dear"))
    alone = await run(Plan(DEAR, None, 0), verdicts, 50_000, ask, bad)
    assert alone.asked == ("dear",)
    assert not escalates(kept.believed, DEAR, 50_000)


def test_exploration_is_bounded_and_only_where_it_is_allowed_and_near() -> None:
    explore = Exploration(0.1, 0.05, Random(7))
    values = [("best", 0.8), ("near", 0.78), ("far", 0.5)]
    assert {explore.draw(values, allowed=False).model for _ in range(500)} == {"best"}
    drawn = [explore.draw(values, allowed=True) for _ in range(4_000)]
    assert {draw.model for draw in drawn} == {"best", "near"}
    assert sum(draw.model == "near" for draw in drawn) == pytest.approx(400, abs=80)
    assert sum(draw.weight for draw in drawn if draw.model == "near") == pytest.approx(4_000, rel=0.2)
    assert all(draw.weight <= MOST_WEIGHT for draw in drawn)
    assert explore.draw([("only", 0.1)], allowed=True).propensity == 1


@pytest.mark.parametrize(
    ("answer", "keys", "verdict"),
    [
        ('{"a": 1}', ["a"], 1.0),
        ('```json\n{"a": 1}\n```', ["a"], 1.0),
        ('{"a": 1}', ["b"], 0.0),
        ("[1]", [], 0.0),
        ('{"a": ', [], 0.0),
        ("It is 4.", [], 0.0),
    ],
)
def test_the_form_of_an_answer(answer: str, keys: list[str], verdict: float) -> None:
    assert has_keys(answer, keys) == verdict


@pytest.mark.parametrize(
    ("answer", "same"),
    [
        ("So we get 1,250 in all.", "1250"),
        ("3 + 4 = 7.00", "The answer is 7"),
        (r"thus $\boxed{x+1}$ for all 5 cases", r"\boxed{x+1}"),
        ("Let me think.\nParis.", "paris"),
    ],
)
def test_what_an_answer_comes_to(answer: str, same: str) -> None:
    assert result(answer) == result(same)
    assert agreement(answer, [same, "something else"]) == 0.5
    assert agreement(answer, []) == 0.0


@given(st.text(max_size=200))
def test_any_answer_comes_to_something(answer: str) -> None:
    assert agreement(answer, [answer]) == 1.0
    assert has_keys(answer) in (0.0, 1.0)
