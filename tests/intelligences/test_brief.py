import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imperium.intelligences.brief import MAX_CHARACTERS, Brief, parse_brief
from support.effort import check_growth

DOCUMENTED = (
    "Create a complete marketing campaign for eco-friendly water bottles including social media posts, product images,"
    " and a promotional video"
)


def kinds(brief: Brief) -> dict[str, int]:
    return {kind: brief.asks_for(kind) for kind in {item.kind for item in brief.deliverables}}


def test_the_documented_objective():
    brief = parse_brief(DOCUMENTED)
    assert brief.product == "eco-friendly water bottles"
    assert brief.product_singular == "eco-friendly water bottle"
    assert brief.noun == "water bottle"
    assert brief.attributes == ("eco-friendly",)
    assert kinds(brief) == {"campaign": 1, "social_posts": 3, "image": 3, "video": 1}
    assert brief.budget_micro_usd is None
    assert brief.audience == ()


def test_people_money_and_channels_beside_the_product():
    brief = parse_brief("eco-friendly water bottles for hikers, $25,000, Instagram and email")
    assert brief.product_plural == "eco-friendly water bottles"
    assert brief.audience == ("hikers",)
    assert brief.budget_micro_usd == 25_000_000_000
    assert brief.channels == ("instagram", "email")


@pytest.mark.parametrize(
    ("objective", "product"),
    [
        ("Promote a bakery's sourdough bread on Facebook and TikTok with $1,500", "sourdough bread"),
        ("I need a landing page and blog post for my B2B invoicing app aimed at freelancers", "B2B invoicing app"),
        ("Make a 10-second video of a wireless headphone, and 4 product images", "wireless headphone"),
        ("Write a product description for Smart Watch Pro with heart rate monitoring and GPS", "Smart Watch Pro"),
        ("amazing campaign for ergonomic keyboards for stenographers", "ergonomic keyboards"),
        ("Campaign for a video doorbell with night vision, 3 images, 30 second video", "video doorbell"),
        ("We sell hand-thrown pots and want more orders before Christmas", "hand-thrown pots"),
        ("Our company sells handmade candles. Write 3 posts for Christmas.", "handmade candles"),
        ("Create Instagram posts for hikers about reusable steel bottles", "reusable steel bottles"),
        ("Create a video showing hikers using our water bottle", "water bottle"),
        ("Research report about renewable energy for executives", "renewable energy"),
        ("Launch new product with integrated marketing campaign", ""),
        ("three product images", ""),
        ("", ""),
    ],
)
def test_the_product_is_found_in_many_phrasings(objective: str, product: str):
    assert parse_brief(objective).product == product


@pytest.mark.parametrize(
    ("words", "count"), [("three product images", 3), ("4 photos", 4), ("an image", 1), ("a dozen pictures", 12)]
)
def test_amounts_of_images(words: str, count: int):
    item = parse_brief(f"Create {words} of a lamp").deliverables[0]
    assert (item.kind, item.count, item.stated) == ("image", count, True)


@pytest.mark.parametrize(
    ("words", "seconds"), [("10-second video", 10), ("30 sec clip", 30), ("one-minute video", 60), ("5 s video", 5)]
)
def test_the_length_of_a_video(words: str, seconds: int):
    item = parse_brief(f"Make a {words} for our lamp").deliverables[0]
    assert (item.kind, item.details) == ("video", {"duration_seconds": seconds})


def test_posts_belong_to_their_networks():
    brief = parse_brief("Generate five tweets, two LinkedIn posts and a press release announcing Nimbus 3")
    assert [(d.kind, d.count, d.details.get("channels")) for d in brief.deliverables] == [
        ("social_posts", 5, ("x",)),
        ("social_posts", 2, ("linkedin",)),
        ("press_release", 1, None),
    ]


@pytest.mark.parametrize(
    ("words", "micro"),
    [
        ("$25,000", 25_000_000_000),
        ("budget of 1.5 million", 1_500_000_000_000),
        ("a 5k budget", 5_000_000_000),
        ("USD 300", 300_000_000),
        ("2000 dollars", 2_000_000_000),
        ("budget: $99.50", 99_500_000),
    ],
)
def test_money(words: str, micro: int):
    assert parse_brief(f"Campaign for oak tables, {words}").budget_micro_usd == micro


def test_commas_between_adjectives_and_after_the_product():
    brief = parse_brief("posts about eco-friendly, reusable stainless steel water bottles for hikers, $25,000")
    assert brief.attributes == ("eco-friendly", "reusable", "stainless steel")
    assert brief.product_singular == "eco-friendly reusable stainless steel water bottle"
    bread = parse_brief("two emails about a bakery's sourdough bread, slow-fermented and baked daily, for parents")
    assert (bread.product, bread.features) == ("sourdough bread", ("slow-fermented", "baked daily"))
    assert bread.audience == ("parents",)


def test_a_price_is_no_budget():
    brief = parse_brief("Posts about steel bottles, priced at $29, with a $500 budget")
    assert (brief.price_micro_usd, brief.budget_micro_usd) == (29_000_000, 500_000_000)


def test_names_attributes_features_ages_and_interests():
    brief = parse_brief("Emails about our organic dark-roast coffee called 'Morning Owl' for young professionals")
    assert (brief.brand, brief.attributes, brief.noun) == ("Morning Owl", ("organic", "dark-roast"), "coffee")
    assert brief.audience == ("young professionals",)
    watch = parse_brief(
        "Smart Watch Pro (GPS, heart rate monitoring) campaign for 25-45 year olds interested in fitness"
    )
    assert watch.features == ("GPS", "heart rate monitoring")
    assert (watch.ages, watch.interests) == ((25, 45), ("fitness",))


def test_a_name_is_explained_by_what_follows():
    brief = parse_brief("a press release announcing Nimbus 3, a cloud backup service for small businesses")
    assert (brief.brand, brief.noun, brief.audience) == ("Nimbus 3", "cloud backup service", ("small businesses",))


@pytest.mark.parametrize(
    ("words", "tone"),
    [("in a casual tone", "casual"), ("playful tone", "creative"), ("tone: formal", "professional"), ("", None)],
)
def test_tone(words: str, tone: str | None):
    assert parse_brief(f"Posts about tea, {words}").tone == tone


def test_the_length_of_a_campaign():
    assert parse_brief("a two-week launch campaign for tea").days == 14
    assert parse_brief("campaign for tea over 6 weeks").days == 42
    assert parse_brief("campaign for a lamp with a 10-day battery").days is None


PRODUCTS = ["oak tables", "reusable coffee cups", "wireless headphones", "sourdough bread", "yoga mats", "garden tools"]
PEOPLE = ["hikers", "runners", "parents", "freelancers"]
ASKED = {
    "a press release": ("press_release", 1),
    "two blog posts": ("blog_post", 2),
    "six product photos": ("image", 6),
}


@given(
    st.sampled_from(PRODUCTS),
    st.sampled_from(PEOPLE),
    st.integers(1, 9_999_999),
    st.sampled_from(sorted(ASKED)),
    st.sampled_from(
        [
            "Create {asked} for {product} for {people}, budget ${amount:,}",
            "Please write {asked} about our {product}, aimed at {people}. Budget: {amount} USD",
            "With ${amount}, promote {product} to {people}: {asked}",
            "{product} for {people}; {asked}; ${amount:,}",
        ]
    ),
)
@settings(max_examples=80, deadline=None)
def test_what_is_planted_is_found(product: str, people: str, amount: int, asked: str, form: str):
    brief = parse_brief(form.format(product=product, people=people, amount=amount, asked=asked))
    kind, count = ASKED[asked]
    assert brief.product == product
    assert brief.audience == (people,)
    assert brief.budget_micro_usd == amount * 1_000_000
    assert brief.asks_for(kind) == count


@given(st.text(max_size=400))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read(text: str):
    brief = parse_brief(text)
    assert all(ord(character) >= 32 for character in brief.product)


@pytest.mark.parametrize("piece", ["product ", "a ", "for ", "1,", "Aa ", "with ", "$1 ", "(a, ", "the best "])
def test_reading_time_is_linear_in_the_length(piece: str):
    text = piece * MAX_CHARACTERS
    check_growth(lambda length: parse_brief(text[:length]), MAX_CHARACTERS)


def test_what_stands_beyond_the_limit_is_not_read():
    budget = "budget $500"
    assert parse_brief(" " * (MAX_CHARACTERS - len(budget)) + budget).budget_micro_usd == 500_000_000
    assert parse_brief(" " * MAX_CHARACTERS + budget).budget_micro_usd is None


@pytest.mark.parametrize("words", ["a short film", "two product films", "a promotional film"])
def test_a_film_is_a_video(words: str) -> None:
    assert parse_brief(f"Launch the TrailMate headlamp with posts and {words}").asks_for("video")
